/** An event's place among the others of one reader. */
export interface EventPosition {
  /** Null past any stream. */
  readonly place: number | null;
  /** By its publisher's clock. */
  readonly time: number;
}

/** By the stream if it has both, else by the publishers' clocks; equal times count as later. */
export function isBefore(a: EventPosition, b: EventPosition): boolean {
  return a.place !== null && b.place !== null ? a.place < b.place : a.time < b.time;
}

/** For events that no single reader orders. */
export interface Moment {
  /** By the server's clock; null past any stream. */
  readonly storedAt: number | null;
  /** By its publisher's clock. */
  readonly time: number;
}

/** By the server's clock if it has both, else by the publishers'. */
export function wasBefore(a: Moment, b: Moment): boolean {
  return a.storedAt !== null && b.storedAt !== null ? a.storedAt < b.storedAt : a.time < b.time;
}
