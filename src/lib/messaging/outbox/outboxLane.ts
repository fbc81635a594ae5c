import type { MessagingError } from '../errors.ts';
import type { OutboxEntry } from './outboxStorage.ts';

/** How an entry's stay in the outbox ended: 'sent' has gone live, past any stream. */
export type Settlement =
  | { readonly kind: 'stored' }
  | { readonly kind: 'sent' }
  | { readonly kind: 'refused'; readonly error: MessagingError };

/** Whoever wants to know what becomes of an entry. */
export interface EntryWatcher {
  /** There is no JetStream: it was sent live, if it is fresh, and stays until there is. */
  onParked(): void;
  onSettled(settlement: Settlement): void;
}

/** An entry on its way. */
export interface Queued extends OutboxEntry {
  readonly watcher: EntryWatcher;
  /** Since when a stream may have it; null while it surely has not. */
  maySince: number | null;
  /** Not to be sent live (again). */
  shown: boolean;
  phase: 'queued' | 'under-way' | 'parked' | 'settled';
}

/** One subject's entries, oldest first. */
export interface Lane {
  /** Entries before `next` have been sent since the lane last started over. */
  entries: Queued[];
  next: number;
  underWay: number;
  /**
   * After a failed send nothing more is sent until all that is under way has settled. Before a
   * repeat it is checked what the stream has already.
   */
  mode: 'sending' | 'settling' | 'waiting' | 'checking';
  /**
   * Until one entry is acknowledged, they go one by one: a stream that comes into being meanwhile
   * would refuse the first and store the second.
   */
  proven: boolean;
  /** Rounds that failed since the last ack. */
  failures: number;
  cancelRetry: () => void;
}

export const newLane = (): Lane => ({
  entries: [],
  next: 0,
  underWay: 0,
  mode: 'sending',
  proven: false,
  failures: 0,
  cancelRetry: () => {},
});

/** True if the lane's next entry can go now without risk to the order. */
export function maySend(lane: Lane): boolean {
  const waits = lane.mode === 'sending' && lane.next < lane.entries.length;
  return waits && (lane.proven || lane.underWay === 0);
}

/** Drops settled entries in bulk: one splice per ack would move the whole queue each time. */
export function forgetSettled(lane: Lane): void {
  let settled = 0;
  while (lane.entries[settled]?.phase === 'settled') settled += 1;
  if (settled === lane.entries.length || settled >= 1_024) {
    lane.entries.splice(0, settled);
    lane.next = Math.max(0, lane.next - settled);
  }
}

/** All entries from the first again; only while none is under way. */
export function rewind(lane: Lane): void {
  lane.entries = lane.entries.filter((entry) => entry.phase !== 'settled');
  lane.next = 0;
  lane.proven = false;
}

/** When the oldest unsettled entry was queued, or null. */
export function oldestOf(lanes: Iterable<Lane>): number | null {
  let oldest: number | null = null;
  for (const { entries } of lanes) {
    const at = entries.find((entry) => entry.phase !== 'settled')?.queuedAt;
    if (at !== undefined && (oldest === null || at < oldest)) oldest = at;
  }
  return oldest;
}
