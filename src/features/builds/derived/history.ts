import { leafSteps } from '../../../lib/steps.ts';
import type { Build } from '../model/model.ts';

/** What is usual may change; older builds say less than these. */
const KEPT_RUNS = 11;
/** Fewer than these say what to expect, but not what is usual. */
const MIN_RUNS_FOR_USUAL = 3;

/** How long a build and its steps took before, in milliseconds. */
export interface BuildHistory {
  /** Median of the passed step, by its path. */
  expectedStepMs(path: string): number | undefined;
  /** The same, given enough runs to call another one slow. */
  usualStepMs(path: string): number | undefined;
  /** Median of completed builds that ran all their steps. */
  readonly expectedMs: number | undefined;
  readonly usualMs: number | undefined;
}

/** @param builds of one project, newest first */
export function historyOf(builds: readonly Build[], build: Build): BuildHistory {
  const earlier = buildsBefore(builds, build).filter(({ endedAt }) => endedAt !== null);
  const whole = earlier
    .flatMap(({ status, durationMs, fromStep }) =>
      status === 'completed' && durationMs !== null && fromStep === null ? [durationMs] : [],
    )
    .slice(0, KEPT_RUNS);
  const steps = new Map<string, number[]>();
  for (const { steps: ran } of earlier.slice(0, 2 * KEPT_RUNS)) {
    for (const { path, step } of leafSteps(ran)) {
      if (step.status !== 'passed' || step.durationMs === undefined) continue;
      const known = steps.get(path) ?? [];
      if (known.length < KEPT_RUNS) steps.set(path, [...known, step.durationMs]);
    }
  }
  return {
    expectedStepMs: (path) => median(steps.get(path) ?? []),
    usualStepMs: (path) => usual(steps.get(path) ?? []),
    expectedMs: median(whole),
    usualMs: usual(whole),
  };
}

/** @param builds of one project, newest first */
export function buildsBefore(builds: readonly Build[], { key }: Build): readonly Build[] {
  const index = builds.findIndex((other) => other.key === key);
  return index === -1 ? [] : builds.slice(index + 1);
}

function usual(values: readonly number[]): number | undefined {
  return values.length < MIN_RUNS_FOR_USUAL ? undefined : median(values);
}

export function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  return upper === undefined || lower === undefined ? undefined : (upper + lower) / 2;
}
