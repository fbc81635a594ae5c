import { EVENTS_STREAM } from '../../catalogs/slate/index.ts';
import { assertToken, defineView } from '../../lib/messaging/index.ts';
import { applyActivity, noActivity } from './model.ts';

/** How many events are read at first, and each time that older ones are asked for. */
const WINDOWS = [500, 5_000, 50_000, Infinity] as const;
const KEEP_MS = 30_000;

const activityViewOf = (wanted: number) =>
  defineView({
    name: 'activity',
    subject: (projectId) => `slate.*.*.${assertToken(projectId, 'projectId')}` as const,
    stream: EVENTS_STREAM,
    from: wanted === Infinity ? 'all' : { last: wanted },
    initial: noActivity,
    reduce: applyActivity,
    keepMs: KEEP_MS,
  });

/** What was done in one project; each further view reads further back. */
export const activityViews = [
  activityViewOf(WINDOWS[0]),
  ...WINDOWS.slice(1).map(activityViewOf),
] as const;
