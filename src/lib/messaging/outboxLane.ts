export interface OutboxEntry {
  readonly subject: string;
  readonly body: Uint8Array;
  /** The server drops a second message with the same id within its duplicate window. */
  readonly messageId: string;
}

/** An entry on its way, with whoever waits for it. */
export interface Queued extends OutboxEntry {
  readonly queuedAt: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
  phase: 'queued' | 'under-way' | 'settled';
}

/** One subject's entries, oldest first. */
export interface Lane {
  /** Entries before `next` have been sent since the lane last started over. */
  entries: Queued[];
  next: number;
  underWay: number;
  /** After a failed send nothing more is sent until all that is under way has settled. */
  mode: 'sending' | 'settling' | 'waiting';
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
    lane.next -= settled;
  }
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
