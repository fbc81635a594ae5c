import type { ConnectionState } from './connection/status.ts';

/** Whether what claims to run can be believed. */
export type Liveness = 'fresh' | 'stalled' | 'lost';

const STALLED_AFTER_HEARTBEATS = 3;
const LOST_AFTER_HEARTBEATS = 12;

/** What silence means of somebody who has promised a word at least every `heartbeatMs`. */
export function livenessAfter(silentMs: number, heartbeatMs: number): Liveness {
  const missed = silentMs / heartbeatMs;
  if (missed > LOST_AFTER_HEARTBEATS) return 'lost';
  return missed > STALLED_AFTER_HEARTBEATS ? 'stalled' : 'fresh';
}

/**
 * For how long somebody could have been heard and was not, in milliseconds: without the last time
 * in which nothing could come in. Null while there is no connection: that silence says nothing.
 * @param lastSignAt when the last word of them was said, by this machine's clock
 * @param now by the same clock
 */
export function silentMs(
  connection: ConnectionState,
  lastSignAt: number,
  now: number,
): number | null {
  if (connection.status !== 'live') return null;
  const { since, silentSince } = connection;
  const cutOffMs =
    silentSince === null ? 0 : Math.max(0, since - Math.max(lastSignAt, silentSince));
  return Math.max(0, now - lastSignAt - cutOffMs);
}
