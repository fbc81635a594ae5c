export type Pace = 'slower' | 'usual' | 'faster';

const SLOWER_FROM = 1.25;
const FASTER_UP_TO = 0.8;
/** Smaller differences are noise. */
const MIN_DIFFERENCE_MS = 500;

/** @param usualMs what it usually takes */
export function paceOf(ms: number, usualMs: number): Pace {
  if (Math.abs(ms - usualMs) < MIN_DIFFERENCE_MS) return 'usual';
  if (ms >= usualMs * SLOWER_FROM) return 'slower';
  return ms <= usualMs * FASTER_UP_TO ? 'faster' : 'usual';
}

/** Within this share a run is not late. */
const LATE_FROM = 1.25;
const MIN_LATE_MS = 2_000;

/** In milliseconds. */
export type TimeLeft =
  | { readonly kind: 'left'; readonly ms: number }
  /** Any figure would be made up. */
  | { readonly kind: 'late'; readonly usualMs: number };

/** @param spentMs so far */
export function timeLeft(spentMs: number, expectedMs: number): TimeLeft {
  const isLate = spentMs > expectedMs * LATE_FROM && spentMs - expectedMs > MIN_LATE_MS;
  if (isLate) return { kind: 'late', usualMs: expectedMs };
  return { kind: 'left', ms: Math.max(0, expectedMs - spentMs) };
}
