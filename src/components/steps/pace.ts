import { paceOf } from '../../lib/pace.ts';
import { formatDuration } from '../time/format.ts';

/** "40% slower", "3.2 times as long", "25% faster", "as usual". */
export function describePace(ms: number, usualMs: number): string {
  const pace = paceOf(ms, usualMs);
  if (pace === 'usual') return 'as usual';
  if (pace === 'faster') return `${Math.round((1 - ms / usualMs) * 100)}% faster`;
  const times = ms / Math.max(1, usualMs);
  return times < 2
    ? `${Math.round((times - 1) * 100)}% slower`
    : `${times < 10 ? times.toFixed(1) : Math.round(times)} times as long`;
}

/** A sentence with both figures. */
export function explainPace(ms: number, usualMs: number): string {
  return `${formatDuration(ms)}, ${describePace(ms, usualMs)}: usually ${formatDuration(usualMs)}`;
}
