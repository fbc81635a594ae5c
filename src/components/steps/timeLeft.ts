import type { TimeLeft } from '../../lib/pace.ts';
import { formatDuration } from '../time/format.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

/** "about 2 m left", "a few seconds left", "usually 40s". */
export function describeTimeLeft(left: TimeLeft): string {
  return left.kind === 'left' ? `${roughly(left.ms)} left` : `usually ${formatUsual(left.usualMs)}`;
}

/** Whole seconds from 1 s on: "0.5s", "12s". */
export function formatUsual(ms: number): string {
  return formatDuration(ms, ms < SECOND_MS ? 'tenths' : 'seconds');
}

/** As precise as a guess can be: "a few seconds", "about 25s", "about 3m". */
export function roughly(ms: number): string {
  if (ms < 5 * SECOND_MS) return 'a few seconds';
  if (ms < MINUTE_MS) return `about ${Math.ceil(ms / (5 * SECOND_MS)) * 5}s`;
  if (ms < 60 * MINUTE_MS) return `about ${Math.ceil(ms / MINUTE_MS)}m`;
  return `about ${formatDuration(Math.ceil(ms / (5 * MINUTE_MS)) * 5 * MINUTE_MS)}`;
}
