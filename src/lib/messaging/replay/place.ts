/** The time that a recording spans, milliseconds since the epoch, as its messages were stored. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

/** A message's place in what is stored. */
export interface StoredAt {
  readonly stream: string;
  readonly seq: number;
  readonly storedAt: number;
}

/** A moment of a recording: of the message's own stream the sequence counts, elsewhere the time. */
export interface ReplayMoment {
  readonly time: number;
  /** The message it stands at; null between messages. */
  readonly at: Pick<StoredAt, 'stream' | 'seq'> | null;
}

/** Whether a message was stored by then. */
export function isPast({ stream, seq, storedAt }: StoredAt, { time, at }: ReplayMoment): boolean {
  return at?.stream === stream ? seq <= at.seq : storedAt <= time;
}

/** In the order of their stream; of two streams, by the time. */
export function compareStored(a: StoredAt, b: StoredAt): number {
  if (a.stream === b.stream) return a.seq - b.seq;
  return a.storedAt - b.storedAt || (a.stream < b.stream ? -1 : 1);
}

/** Whether a moment comes before another one. */
export function isEarlier(a: ReplayMoment, b: ReplayMoment): boolean {
  if (a.at !== null && a.at.stream === b.at?.stream) {
    return a.at.seq < b.at.seq || (a.at.seq === b.at.seq && a.time < b.time);
  }
  return a.time < b.time;
}
