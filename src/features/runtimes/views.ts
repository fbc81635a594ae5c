import { EVENTS_STREAM, subjects } from '../../catalogs/slate/index.ts';
import { assertToken, defineView, type ViewOptions } from '../../lib/messaging/index.ts';
import { watchLogs } from './logSigns.ts';
import { applySessionEvents, type Sessions } from './model.ts';
import { requestStatuses } from './statusRequests.ts';
import { addUsageEvents, noUsage } from './usage/usage.ts';
import { requestSamples } from './usage/usageRequests.ts';

/** How many events are read at first, and when older sessions are asked for: two of each session. */
const WINDOWS = [1_000, 4_000] as const;

const none: Sessions = {};
type SessionsOptions = ViewOptions<`slate.runtime.*.${string}`, Sessions>;

const ofSessions = {
  // Figures are in no stream: they are only true now.
  liveSubject: () => 'slate.runtime.status.*',
  stream: EVENTS_STREAM,
  initial: none,
  attend: (client, view) => {
    const stops = [requestStatuses(client, view), watchLogs(client, view)];
    return () => {
      for (const stop of stops) stop();
    };
  },
} satisfies Partial<SessionsOptions>;

const sessionsViewOf = (last: number) =>
  defineView({
    ...ofSessions,
    name: 'sessions',
    subject: () => 'slate.runtime.*.*',
    from: { last },
    reduce: (sessions, deliveries, { now, listeningSince }) =>
      applySessionEvents(sessions, deliveries, now, listeningSince),
  });

/** The last sessions of all projects, and those that run; the wider one reads further back. */
export const sessionsView = sessionsViewOf(WINDOWS[0]);
export const sessionsViews = [sessionsView, sessionsViewOf(WINDOWS[1])] as const;

/** One session, however old it is. */
export const sessionView = defineView({
  ...ofSessions,
  name: 'session',
  subject: (sessionId) => subjects.runtime.all(sessionId),
  from: 'all',
  reduce: (sessions, deliveries, { now, listeningSince, param }) => {
    const own = deliveries.filter(({ event }) => event.sessionId === param);
    return own.length === 0 ? sessions : applySessionEvents(sessions, own, now, listeningSince);
  },
});

/** What one process uses: remembered by its agent, then live. */
export const usageView = defineView({
  name: 'usage',
  subject: (sessionId) => {
    assertToken(sessionId, 'sessionId');
    // The sessions' subject: with one of its own each status would come twice.
    return 'slate.runtime.status.*' as const;
  },
  from: 'new',
  initial: noUsage,
  reduce: (usage, deliveries, { now, param }) => addUsageEvents(usage, deliveries, param, now),
  attend: requestSamples,
});
