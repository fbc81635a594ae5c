import { useSyncExternalStore } from 'react';
import type { ConnectionState } from '../lib/messaging/index.ts';
import { useMessaging } from './useMessaging.ts';

export type Connection = ConnectionState & {
  /** Dials now instead of at the next retry. */
  readonly retryNow: () => void;
};

/** The state of the connection, and "Retry now". Renders again on every change. */
export function useConnection(): Connection {
  const client = useMessaging();
  const state = useSyncExternalStore(client.onState, client.getState, client.getState);
  return { ...state, retryNow: client.retryNow };
}
