import { EVENTS_STREAM, subjects } from '../../../catalogs/slate/index.ts';
import { defineView } from '../../../lib/messaging/index.ts';
import { applyLastEvents, noLastBuilds } from './lastBuilds.ts';
import { applyBuildEvents, noBuilds } from './model.ts';

/** How many events are read at first, and each time that older builds are asked for. */
const WINDOWS = [1_000, 5_000, 25_000, 125_000, Infinity] as const;

/** The builds of one project. Log lines are left out: they have a stream and a reader of their own. */
const buildsViewOf = (wanted: number) =>
  defineView({
    name: 'builds',
    subject: (projectId) => subjects.build.all(projectId),
    stream: EVENTS_STREAM,
    from: wanted === Infinity ? 'all' : { last: wanted },
    initial: noBuilds,
    reduce: (state, deliveries, { now, window }) => ({
      ...applyBuildEvents(state, deliveries, now),
      window,
    }),
  });

/** The last builds of one project; each further view reads further back. */
export const recentBuildsView = buildsViewOf(WINDOWS[0]);
export const buildsViews = [recentBuildsView, ...WINDOWS.slice(1).map(buildsViewOf)] as const;

/**
 * The last builds of all projects: of each one the last event of every kind, and all that come. It
 * has the present state and the last result, but neither the history nor all of a queue, and costs
 * what there are projects.
 */
export const lastBuildsView = defineView({
  name: 'last builds',
  subject: () => 'slate.build.*.*',
  stream: EVENTS_STREAM,
  from: 'last-per-subject',
  initial: noLastBuilds,
  reduce: (state, deliveries, { now }) => applyLastEvents(state, deliveries, now),
});
