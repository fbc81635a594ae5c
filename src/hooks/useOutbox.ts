import { useCallback, useSyncExternalStore } from 'react';
import type { OutboxState } from '../lib/messaging/index.ts';
import { perFrame } from './perFrame.ts';
import { useMessaging } from './useMessaging.ts';

/** What waits to be stored, and whether it is safe. Renders again once per frame at most. */
export function useOutbox(): OutboxState {
  const client = useMessaging();
  const subscribe = useCallback(
    (onChange: () => void) => {
      const changes = perFrame<true>(onChange);
      const stop = client.onOutbox(() => changes.add([true]));
      return () => {
        stop();
        changes.clear();
      };
    },
    [client],
  );
  return useSyncExternalStore(subscribe, client.getOutbox, client.getOutbox);
}
