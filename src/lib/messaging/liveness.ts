import type { ConnectionState } from './connection/status.ts';

/** Whether what claims to run can be believed. */
export type Liveness = 'fresh' | 'stalled' | 'lost';

const STALLED_AFTER_HEARTBEATS = 3;
const LOST_AFTER_HEARTBEATS = 12;

/** What silence means of a sender that promised a sign of life every `heartbeatMs`. */
export function livenessAfter(silentMs: number, heartbeatMs: number): Liveness {
  const missed = silentMs / heartbeatMs;
  if (missed > LOST_AFTER_HEARTBEATS) return 'lost';
  return missed > STALLED_AFTER_HEARTBEATS ? 'stalled' : 'fresh';
}

/**
 * How long a sender has been silent, less the last outage; null while there is no connection.
 * @param lastSignAt by this machine's clock, as `now`
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
