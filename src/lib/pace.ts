/** How a duration compares with what is usual. */
export type Pace = 'slower' | 'usual' | 'faster';

const SLOWER_FROM = 1.25;
const FASTER_UP_TO = 0.8;
/** Smaller differences are the machine's mood, whatever their share. */
const MIN_DIFFERENCE_MS = 500;

/** @param ms what it took @param usualMs what it takes else; both in milliseconds */
export function paceOf(ms: number, usualMs: number): Pace {
  if (Math.abs(ms - usualMs) < MIN_DIFFERENCE_MS) return 'usual';
  if (ms >= usualMs * SLOWER_FROM) return 'slower';
  return ms <= usualMs * FASTER_UP_TO ? 'faster' : 'usual';
}

/** Within this share of what is expected, a run is not called late. */
const LATE_FROM = 1.25;
const MIN_LATE_MS = 2_000;

/** What is left of something that runs. Milliseconds. */
export type TimeLeft =
  | { readonly kind: 'left'; readonly ms: number }
  /** It has taken longer than it should have: any figure now would be made up. */
  | { readonly kind: 'late'; readonly usualMs: number };

/** @param spentMs so far @param expectedMs what it takes else; both in milliseconds */
export function timeLeft(spentMs: number, expectedMs: number): TimeLeft {
  const isLate = spentMs > expectedMs * LATE_FROM && spentMs - expectedMs > MIN_LATE_MS;
  if (isLate) return { kind: 'late', usualMs: expectedMs };
  return { kind: 'left', ms: Math.max(0, expectedMs - spentMs) };
}
