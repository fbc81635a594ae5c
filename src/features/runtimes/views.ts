import { EVENTS_STREAM } from '../../catalogs/slate/index.ts';
import { assertToken, defineView } from '../../lib/messaging/index.ts';
import { watchLogs } from './logSigns.ts';
import { applySessionEvents, type Sessions } from './model.ts';
import { requestStatuses } from './statusRequests.ts';
import { addUsageEvents, noUsage } from './usage/usage.ts';
import { requestSamples } from './usage/usageRequests.ts';

const none: Sessions = {};

export const sessionsView = defineView({
  name: 'sessions',
  subject: () => 'slate.runtime.*.*',
  // Figures are in no stream: they are only true now.
  liveSubject: () => 'slate.runtime.status.*',
  stream: EVENTS_STREAM,
  from: 'all',
  initial: none,
  reduce: (sessions, deliveries, { now }) => applySessionEvents(sessions, deliveries, now),
  attend: (client, view) => {
    const stops = [requestStatuses(client, view), watchLogs(client, view)];
    return () => {
      for (const stop of stops) stop();
    };
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
