import { useCallback, useRef, useSyncExternalStore } from 'react';
import type { ConnectionState } from '../lib/messaging/index.ts';
import { useMessaging } from './useMessaging.ts';

export type Connection = ConnectionState & {
  readonly retryNow: () => void;
};

const all = (connection: Connection): unknown => connection;

/**
 * The state of the connection, and "Retry now".
 *
 *     const live = useConnection((connection) => connection.status === 'live');
 *
 * @param selector picks what the component shows: it renders again only when that changes. Without
 * one it renders on every change, the round trip every few seconds among them.
 */
export function useConnection(): Connection;
export function useConnection<Selected>(selector: (connection: Connection) => Selected): Selected;
export function useConnection(selector: (connection: Connection) => unknown = all): unknown {
  const client = useMessaging();
  const last = useRef<{ state: ConnectionState; selector: unknown; selected: unknown } | null>(
    null,
  );
  const getSelected = useCallback(() => {
    const state = client.getState();
    if (last.current?.state === state && last.current.selector === selector) {
      return last.current.selected;
    }
    const selected = selector({ ...state, retryNow: client.retryNow });
    last.current = { state, selector, selected };
    return selected;
  }, [client, selector]);
  return useSyncExternalStore(client.onState, getSelected, getSelected);
}
