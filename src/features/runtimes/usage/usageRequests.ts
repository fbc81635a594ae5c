import type { MessagingClient, OpenView, Unsubscribe } from '../../../lib/messaging/index.ts';
import { addUsage, type Usage, usagePoint } from './usage.ts';

/**
 * Requests the figures that a session's agent remembers, so that this page's outages leave no gap.
 */
export function requestSamples(client: MessagingClient, view: OpenView<Usage>): Unsubscribe {
  let askedSince: number | null = null;
  const ask = () => {
    const connection = client.getState();
    if (connection.status !== 'live' || connection.since === askedSince) return;
    askedSince = connection.since;
    client.request('runtime.status', { sessionId: view.param }, {}).then(
      ({ samples = [], heartbeatMs }) =>
        view.update((usage, now) => ({
          ...addUsage(usage, samples.map(usagePoint), now),
          heartbeatMs: heartbeatMs ?? usage.heartbeatMs,
        })),
      // A publisher that is no agent, or an agent that is gone.
      () => undefined,
    );
  };
  ask();
  return client.onState(ask);
}
