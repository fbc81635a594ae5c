import { formatDuration } from './format.ts';

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

/** "40 % slower", "3.2 times as long", "25 % faster", "as usual". */
export function describePace(ms: number, usualMs: number): string {
  const pace = paceOf(ms, usualMs);
  if (pace === 'usual') return 'as usual';
  if (pace === 'faster') return `${Math.round((1 - ms / usualMs) * 100)} % faster`;
  const times = ms / Math.max(1, usualMs);
  return times < 2
    ? `${Math.round((times - 1) * 100)} % slower`
    : `${times < 10 ? times.toFixed(1) : Math.round(times)} times as long`;
}

/** The same with both figures, as a whole sentence for a tooltip. */
export function explainPace(ms: number, usualMs: number): string {
  return `${formatDuration(ms)}, ${describePace(ms, usualMs)}: usually ${formatDuration(usualMs)}`;
}
