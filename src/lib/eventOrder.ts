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
