import { useCallback, useSyncExternalStore } from 'react';
import type { OutboxState } from '../lib/messaging/index.ts';
import { nextFrame } from './nextFrame.ts';
import { useMessaging } from './useMessaging.ts';

/** What waits to be stored; renders at most once per frame. */
export function useOutbox(): OutboxState {
  const client = useMessaging();
  const subscribe = useCallback(
    (onChange: () => void) => {
      let cancel: (() => void) | null = null;
      const stop = client.onOutbox(() => {
        cancel ??= nextFrame(() => {
          cancel = null;
          onChange();
        });
      });
      return () => {
        stop();
        cancel?.();
      };
    },
    [client],
  );
  return useSyncExternalStore(subscribe, client.getOutbox, client.getOutbox);
}
