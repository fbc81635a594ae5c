import { useCallback, useSyncExternalStore } from 'react';
import type { MessagingClient, MetricsSnapshot } from '../lib/messaging/index.ts';
import { useMessaging } from './useMessaging.ts';

/** One timer and one snapshot for everybody who looks at a client's metrics that often. */
interface Ticker {
  snapshot: MetricsSnapshot;
  readonly listeners: Set<() => void>;
  timer: ReturnType<typeof setInterval> | undefined;
}

const tickers = new WeakMap<MessagingClient, Map<number, Ticker>>();

function tickerOf(client: MessagingClient, intervalMs: number): Ticker {
  const ofClient = tickers.get(client) ?? new Map<number, Ticker>();
  tickers.set(client, ofClient);
  const known = ofClient.get(intervalMs);
  if (known) return known;
  const fresh = {
    snapshot: client.getMetrics(),
    listeners: new Set<() => void>(),
    timer: undefined,
  };
  ofClient.set(intervalMs, fresh);
  return fresh;
}

/**
 * Messages, bytes, latencies and what else the connection counts; read anew every `intervalMs`.
 * Any number of components with the same interval share one timer, and none runs without them.
 */
export function useMetrics(intervalMs = 1_000): MetricsSnapshot {
  const client = useMessaging();
  const subscribe = useCallback(
    (onChange: () => void) => {
      const ticker = tickerOf(client, intervalMs);
      const tick = () => {
        ticker.snapshot = client.getMetrics();
        for (const listener of ticker.listeners) listener();
      };
      ticker.listeners.add(onChange);
      if (ticker.timer === undefined) {
        ticker.timer = setInterval(tick, intervalMs);
        // What is left of the last one who looked may be old.
        tick();
      }
      return () => {
        ticker.listeners.delete(onChange);
        if (ticker.listeners.size > 0) return;
        clearInterval(ticker.timer);
        ticker.timer = undefined;
      };
    },
    [client, intervalMs],
  );
  const getSnapshot = () => tickerOf(client, intervalMs).snapshot;
  return useSyncExternalStore(subscribe, getSnapshot, getSnapshot);
}
