import type { State } from './state.ts';

/** A build step as StepList reads it; the same fields as on the wire. */
export interface Step {
  name: string;
  status?:
    | Extract<State, 'pending' | 'running' | 'passed' | 'failed' | 'cancelled' | 'skipped'>
    | undefined;
  /** Milliseconds since the epoch. */
  startedAt?: number | undefined;
  durationMs?: number | undefined;
  /** Milliseconds it usually takes. */
  expectedMs?: number | undefined;
}

/** A step on the time axis: milliseconds since the build began. */
export interface Span {
  start: number;
  /** Spent so far; null for a step that has not begun. */
  spent: number | null;
  /** Spent plus what is still expected; for steps to come only what is expected. */
  expected: number;
}

export interface Waterfall {
  spans: Span[];
  /** Length of the axis in milliseconds, at least 1. */
  total: number;
}

/**
 * Puts steps on one time axis. Steps to come follow the one before them, so the axis shows
 * when the build should end. A running step without a start begins where the last one ended.
 * @param now milliseconds since the epoch, by the clock of `startedAt`
 */
export function layOutSteps(steps: readonly Step[], now: number): Waterfall {
  const starts = steps.flatMap((step) => (step.startedAt === undefined ? [] : [step.startedAt]));
  const origin = starts.length > 0 ? Math.min(...starts) : now;
  const spans: Span[] = [];
  let cursor = 0;
  let total = 1;
  for (const step of steps) {
    const start = step.startedAt === undefined ? cursor : step.startedAt - origin;
    const span = { start, spent: spentOf(step, start, now - origin), expected: 0 };
    const open =
      step.status === 'running' || step.status === 'pending' || step.status === undefined;
    span.expected = Math.max(span.spent ?? 0, open ? (step.expectedMs ?? 0) : 0);
    cursor = Math.max(cursor, start + span.expected);
    total = Math.max(total, cursor);
    spans.push(span);
  }
  return { spans, total };
}

function spentOf(step: Step, start: number, elapsed: number): number | null {
  if (step.durationMs !== undefined) return step.durationMs;
  if (step.status === 'running') return Math.max(0, elapsed - start);
  return null;
}

const TICK_STEPS_S = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200,
];

/** Round times for the axis' grid, in milliseconds, without 0 and the end: at most four. */
export function axisTicks(total: number): number[] {
  const stepS = TICK_STEPS_S.find((s) => total / (s * 1000) <= 5) ?? Math.ceil(total / 5000);
  const ticks: number[] = [];
  for (let at = stepS * 1000; at < total * 0.97; at += stepS * 1000) ticks.push(at);
  return ticks;
}
