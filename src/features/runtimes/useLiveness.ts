import { useMemo } from 'react';
import { useAtNow } from '../../components/time/useNow.ts';
import { useViewConnection } from '../../hooks/index.ts';
import type { Liveness } from '../../lib/messaging/index.ts';
import { livenessOf, type Session } from './model.ts';

export interface SessionsLiveness {
  readonly livenessOf: (session: Session) => Liveness;
  /** As far as it can be believed. */
  readonly isAlive: (session: Session) => boolean;
}

/** Which sessions that claim to run can be believed. */
export function useLiveness(sessions: readonly Session[]): SessionsLiveness {
  const connection = useViewConnection();
  const lost = useIdsAt(
    sessions,
    (session, now) => livenessOf(session, connection, now) === 'lost',
  );
  const stalled = useIdsAt(
    sessions,
    (session, now) => livenessOf(session, connection, now) === 'stalled',
  );
  return useMemo(() => {
    const of = ({ sessionId }: Session): Liveness => {
      if (lost.has(sessionId)) return 'lost';
      return stalled.has(sessionId) ? 'stalled' : 'fresh';
    };
    return {
      livenessOf: of,
      isAlive: (session) => session.status === 'running' && of(session) !== 'lost',
    };
  }, [lost, stalled]);
}

/** The same object while its ids are the same. */
function useIdsAt(
  sessions: readonly Session[],
  holds: (session: Session, now: number) => boolean,
): ReadonlySet<string> {
  const ids = useAtNow((now) =>
    sessions
      .filter((session) => holds(session, now))
      .map(({ sessionId }) => sessionId)
      .join(' '),
  );
  return useMemo(() => new Set(ids.split(' ')), [ids]);
}
