import { useEffect } from 'react';
import { useConnection, useMessaging } from '../../hooks/index.ts';
import { isMessagingError, isToken } from '../../lib/messaging/index.ts';

/** Asks who is in these projects, once each, without being there oneself. */
export function useRollCall(projectIds: readonly string[]): void {
  const client = useMessaging();
  const live = useConnection().status === 'live';
  const asked = projectIds.filter((id) => isToken(id)).join(' ');
  useEffect(() => {
    if (!live || asked === '') return;
    for (const projectId of asked.split(' ')) {
      client
        .publish('collab.presence', { projectId, data: { rollCall: true } })
        .catch((error: unknown) => {
          // Whoever is there tells so with the next beat anyway.
          if (!isMessagingError(error, 'offline', 'closed', 'denied')) throw error;
        });
    }
  }, [client, live, asked]);
}
