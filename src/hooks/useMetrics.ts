import { useEffect, useState } from 'react';
import type { MetricsSnapshot } from '../lib/messaging/index.ts';
import { useMessaging } from './useMessaging.ts';

/** The connection's counters, read every `intervalMs`. */
export function useMetrics(intervalMs = 1_000): MetricsSnapshot {
  const client = useMessaging();
  const [snapshot, setSnapshot] = useState(client.getMetrics);
  useEffect(() => {
    const read = () => setSnapshot(client.getMetrics());
    read();
    const timer = setInterval(read, intervalMs);
    return () => clearInterval(timer);
  }, [client, intervalMs]);
  return snapshot;
}
