import type { MessagingClient, OpenView, Unsubscribe } from '../../lib/messaging/index.ts';
import { markReceived, type Sessions } from './model.ts';

/** A line now and then is enough. */
const NEXT_AFTER_MS = 10_000;
const MAX_SESSIONS = 20;

/**
 * Listens to the logs of sessions without a heartbeat or an agent that answers for them: what
 * prints is alive.
 */
export function watchLogs(client: MessagingClient, view: OpenView<Sessions>): Unsubscribe {
  const watched = new Map<string, Unsubscribe>();
  const update = () => {
    const silent = silentSessions(view.getState());
    for (const [sessionId, stop] of watched) {
      if (silent.has(sessionId)) continue;
      stop();
      watched.delete(sessionId);
    }
    for (const sessionId of silent) {
      if (!watched.has(sessionId)) watched.set(sessionId, watchLog(client, view, sessionId));
    }
  };
  const stop = view.onChange(update);
  return () => {
    stop();
    for (const stopWatching of watched.values()) stopWatching();
  };
}

function silentSessions(sessions: Sessions): ReadonlySet<string> {
  const silent = Object.values(sessions).filter(
    ({ status, heartbeatMs, isUnanswered }) =>
      status === 'running' && heartbeatMs === null && isUnanswered,
  );
  return new Set(silent.slice(-MAX_SESSIONS).map(({ sessionId }) => sessionId));
}

function watchLog(
  client: MessagingClient,
  view: OpenView<Sessions>,
  sessionId: string,
): Unsubscribe {
  let stop = () => {};
  const listen = () => {
    stop = client.onActivity(`slate.runtime.log.${sessionId}`, () => {
      stop();
      const timer = setTimeout(listen, NEXT_AFTER_MS);
      stop = () => clearTimeout(timer);
      view.update((sessions, now) => markReceived(sessions, sessionId, now));
    });
  };
  listen();
  return () => stop();
}
