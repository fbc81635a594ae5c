/** Where an event lies among the others of one reader. */
export interface EventPosition {
  /** Which of the stream's messages it is; null for what came past any stream. */
  readonly place: number | null;
  /** By its publisher's clock, milliseconds since the epoch. */
  readonly time: number;
}

/**
 * Whether `a` lies before `b`: by the stream if it has both, else by their publishers' clocks. Equal
 * clocks say nothing; what arrived later counts as later then.
 */
export function isBefore(a: EventPosition, b: EventPosition): boolean {
  return a.place !== null && b.place !== null ? a.place < b.place : a.time < b.time;
}

/** When something happened: for events that no one reader has in their order. */
export interface Moment {
  /** By the server's clock, milliseconds since the epoch; null for what came past any stream. */
  readonly storedAt: number | null;
  /** By its publisher's clock. */
  readonly time: number;
}

/** Whether `a` was before `b`: by the server's clock if it has both, else by their publishers'. */
export function wasBefore(a: Moment, b: Moment): boolean {
  return a.storedAt !== null && b.storedAt !== null ? a.storedAt < b.storedAt : a.time < b.time;
}
