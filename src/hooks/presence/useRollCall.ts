import { useEffect, useRef } from 'react';
import { useConnection } from '../useConnection.ts';
import { useMessaging } from '../useMessaging.ts';
import { isMessagingError, isToken } from '../../lib/messaging/index.ts';

/** Asks who is in these projects, each once for each connection, without being there oneself. */
export function useRollCall(projectIds: readonly string[]): void {
  const client = useMessaging();
  const since = useConnection((connection) =>
    connection.status === 'live' ? connection.since : null,
  );
  const called = useRef({ since, ids: new Set<string>() });
  const ids = projectIds.filter((id) => isToken(id)).join(' ');
  useEffect(() => {
    if (since === null || ids === '') return;
    if (called.current.since !== since) called.current = { since, ids: new Set() };
    for (const projectId of ids.split(' ')) {
      if (called.current.ids.has(projectId)) continue;
      called.current.ids.add(projectId);
      client
        .publish('collab.presence', { projectId, data: { rollCall: true } })
        .catch((error: unknown) => {
          // Everyone who is there says so with the next beat anyway.
          if (!isMessagingError(error, 'offline', 'closed', 'denied', 'replaying')) throw error;
        });
    }
  }, [client, since, ids]);
}
