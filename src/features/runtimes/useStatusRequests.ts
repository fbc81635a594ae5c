import { useEffect, useRef } from 'react';
import { useConnection, useLatest, useMessaging } from '../../hooks/index.ts';
import type { CommandOutput } from '../../catalogs/slate/index.ts';
import { isMessagingError } from '../../lib/messaging/index.ts';
import type { SessionDelivery, Sessions } from './model.ts';

/** Of sessions that nobody ended, older ones than these stay as they are. */
const MAX_ASKED = 100;

export interface StatusHandlers {
  /** An agent says how its session is. */
  onAnswer(delivery: SessionDelivery): void;
  /** Nobody who is connected knows it. */
  onNobody(sessionId: string): void;
}

/**
 * Asks for each session that should run and has not been heard of, once for each connection: its
 * beginning is stored, but nothing that says that it still runs.
 */
export function useStatusRequests(sessions: Sessions, handlers: StatusHandlers): void {
  const client = useMessaging();
  const connection = useConnection();
  const since = connection.status === 'live' ? connection.since : null;
  const latest = useLatest(handlers);
  const asked = useRef<{ since: number | null; ids: Set<string> }>({ since, ids: new Set() });
  const unheard = Object.values(sessions)
    .filter(({ status, figures }) => status === 'running' && figures === null)
    .map(({ sessionId }) => sessionId)
    .slice(-MAX_ASKED)
    .join(' ');
  useEffect(() => {
    if (since === null || unheard === '') return;
    if (asked.current.since !== since) asked.current = { since, ids: new Set() };
    const { ids } = asked.current;
    for (const sessionId of unheard.split(' ')) {
      if (ids.has(sessionId)) continue;
      ids.add(sessionId);
      client.request('runtime.status', { sessionId }, {}).then(
        (answer) => latest.current.onAnswer(deliveryOf(answer)),
        (error: unknown) => {
          // Any other failure says nothing of the session.
          if (isMessagingError(error, 'no-responders')) latest.current.onNobody(sessionId);
        },
      );
    }
  }, [client, since, unheard, latest]);
}

/** What an agent answers says the same as its events. */
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
