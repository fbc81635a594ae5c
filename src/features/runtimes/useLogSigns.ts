import { useEffect } from 'react';
import { useLatest, useMessaging } from '../../hooks/index.ts';
import type { Sessions } from './model.ts';

/** A line now and then says enough; a process may print thousands a second. */
const NEXT_AFTER_MS = 10_000;
const MAX_SESSIONS = 20;

/**
 * Listens to the logs of sessions that run as far as is known, whose publisher promises no word and
 * which nobody answers for: what prints is alive.
 */
export function useLogSigns(sessions: Sessions, onSign: (sessionId: string) => void): void {
  const client = useMessaging();
  const latest = useLatest(onSign);
  const silent = Object.values(sessions)
    .filter(
      ({ status, heartbeatMs, isUnanswered }) =>
        status === 'running' && heartbeatMs === null && isUnanswered,
    )
    .map(({ sessionId }) => sessionId)
    .slice(-MAX_SESSIONS)
    .join(' ');
  useEffect(() => {
    if (silent === '') return;
    const stops = silent.split(' ').map((sessionId) => {
      let stop = () => {};
      const listen = () => {
        stop = client.onActivity(`slate.runtime.log.${sessionId}`, () => {
          stop();
          const timer = setTimeout(listen, NEXT_AFTER_MS);
          stop = () => clearTimeout(timer);
          latest.current(sessionId);
        });
      };
      listen();
      return () => stop();
    });
    return () => {
      for (const stop of stops) stop();
    };
  }, [client, silent, latest]);
}
