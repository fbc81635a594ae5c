import type { CommandOutput } from '../../catalogs/slate/index.ts';
import {
  isMessagingError,
  type MessagingClient,
  type OpenView,
  type Unsubscribe,
} from '../../lib/messaging/index.ts';
import { markUnanswered, type SessionDelivery, type Sessions } from './model.ts';

/** Older sessions without an end stay as they are. */
const MAX_ASKED = 100;

/**
 * Requests the status of running sessions without figures, once per connection: only their
 * beginning is stored.
 */
export function requestStatuses(client: MessagingClient, view: OpenView<Sessions>): Unsubscribe {
  let asked = { since: 0, ids: new Set<string>() };
  const ask = () => {
    const connection = client.getState();
    if (connection.status !== 'live') return;
    if (asked.since !== connection.since) asked = { since: connection.since, ids: new Set() };
    const unknown = Object.values(view.getState()).filter(
      ({ status, figures }) => status === 'running' && figures === null,
    );
    for (const { sessionId } of unknown.slice(-MAX_ASKED)) {
      if (asked.ids.has(sessionId)) continue;
      asked.ids.add(sessionId);
      client.request('runtime.status', { sessionId }, {}).then(
        (answer) => view.add([deliveryOf(answer)]),
        (error: unknown) => {
          // Any other failure says nothing about the session.
          if (!isMessagingError(error, 'no-responders')) return;
          view.update((sessions) => markUnanswered(sessions, sessionId));
        },
      );
    }
  };
  const stops = [view.onChange(ask), client.onState(ask)];
  return () => {
    for (const stop of stops) stop();
  };
}

/** An agent's answer says the same as its events. */
function deliveryOf(answer: CommandOutput<'runtime.status'>): SessionDelivery {
  const { sessionId, startedAt, samples: _, ...data } = answer;
  return {
    event: { type: 'status', sessionId, timestamp: startedAt + (data.uptimeMs ?? 0), data },
    meta: {
      name: 'runtime.status',
      subject: `slate.runtime.status.${sessionId}`,
      replayed: false,
    },
  };
}
