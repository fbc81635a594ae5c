import { formatDuration } from '../../components/format.ts';
import { leafSteps, type Step } from '../../components/waterfall.ts';
import type { BuildHistory } from './history.ts';
import type { Build } from './model.ts';

/** Within this share of what is expected, a run is not called late. */
const LATE_FROM = 1.25;
const MIN_LATE_MS = 2_000;

/** When a running build should end. */
export type Estimate =
  /** Nothing like it has run before. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'left'; readonly ms: number }
  /** It has taken longer than it should have: any figure now would be made up. */
  | { readonly kind: 'late'; readonly usualMs: number; readonly step: string | null };

const unknown: Estimate = { kind: 'unknown' };

const isLate = (spent: number, expected: number) =>
  spent > expected * LATE_FROM && spent - expected > MIN_LATE_MS;

/**
 * When a running build should end, by its steps where all that are left are known, else by whole
 * builds.
 * @param now milliseconds since the epoch, by the publisher's clock
 */
export function estimateOf(build: Build, history: BuildHistory, now: number): Estimate {
  if (build.status !== 'running') return unknown;
  const bySteps = fromSteps(build, history, now);
  if (bySteps) return bySteps;
  const { expectedMs } = history;
  if (expectedMs === undefined || build.fromStep !== null) return unknown;
  const elapsed = Math.max(0, now - build.startedAt);
  if (isLate(elapsed, expectedMs)) return { kind: 'late', usualMs: expectedMs, step: null };
  return { kind: 'left', ms: Math.max(0, expectedMs - elapsed) };
}

/** What a step should take: the publisher knows best. */
export function expectedOf(path: string, step: Step, history: BuildHistory): number | undefined {
  return step.expectedMs ?? history.expectedStepMs(path);
}

function fromSteps(build: Build, history: BuildHistory, now: number): Estimate | null {
  let left = 0;
  let open = 0;
  for (const { path, step } of leafSteps(build.steps)) {
    if (step.status !== undefined && step.status !== 'pending' && step.status !== 'running') {
      continue;
    }
    const expected = expectedOf(path, step, history);
    if (expected === undefined) return null;
    open += 1;
    if (step.status !== 'running') {
      left += expected;
      continue;
    }
    const spent = Math.max(0, now - (step.startedAt ?? now));
    if (isLate(spent, expected)) return { kind: 'late', usualMs: expected, step: path };
    left += Math.max(0, expected - spent);
  }
  return open === 0 ? null : { kind: 'left', ms: left };
}

/** "about 2 m left", "a few seconds left", "taking longer than usual (usually 40 s)"; null for unknown. */
export function describeEstimate(estimate: Estimate): string | null {
  switch (estimate.kind) {
    case 'unknown':
      return null;
    case 'left':
      return `${roughly(estimate.ms)} left`;
    case 'late': {
      const usual = `usually ${formatDuration(estimate.usualMs, 'seconds')}`;
      return estimate.step === null
        ? `taking longer than usual (${usual})`
        : `${estimate.step} is taking longer than usual (${usual})`;
    }
  }
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

/** A length of time as precise as a guess can be: "a few seconds", "about 25 s", "about 3 m". */
export function roughly(ms: number): string {
  if (ms < 5 * SECOND_MS) return 'a few seconds';
  if (ms < MINUTE_MS) return `about ${Math.ceil(ms / (5 * SECOND_MS)) * 5} s`;
  if (ms < 60 * MINUTE_MS) return `about ${Math.ceil(ms / MINUTE_MS)} m`;
  return `about ${formatDuration(Math.ceil(ms / (5 * MINUTE_MS)) * 5 * MINUTE_MS)}`;
}
