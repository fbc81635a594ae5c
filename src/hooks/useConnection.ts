import { useSyncExternalStore } from 'react';
import type { ConnectionState, OutboxState } from '../lib/messaging/index.ts';
import { useMessaging } from './useMessaging.ts';
import { useOutbox } from './useOutbox.ts';

export type Connection = ConnectionState & {
  /** Dials now instead of at the next retry. */
  readonly retryNow: () => void;
  /** What waits to be stored, and whether it is safe. */
  readonly outbox: OutboxState;
};

/** The state of the connection and of the outbox, and "Retry now". Renders again on every change. */
export function useConnection(): Connection {
  const client = useMessaging();
  const state = useSyncExternalStore(client.onState, client.getState, client.getState);
  const outbox = useOutbox();
  return { ...state, outbox, retryNow: client.retryNow };
}
