import { describeTimeLeft } from '../../../components/steps/timeLeft.ts';
import { type TimeLeft, timeLeft } from '../../../lib/pace.ts';
import { leafSteps, type Step } from '../../../lib/steps.ts';
import type { BuildHistory } from './history.ts';
import type { Build } from '../model/model.ts';

export type Estimate =
  /** Nothing like it has run before. */
  | { readonly kind: 'unknown' }
  | Extract<TimeLeft, { kind: 'left' }>
  /** @property step null if nothing is known of the steps */
  | (Extract<TimeLeft, { kind: 'late' }> & { readonly step: string | null });

const unknown: Estimate = { kind: 'unknown' };

/**
 * By its steps where all that are left are known, else by whole builds.
 * @param now by the publisher's clock
 */
export function estimateOf(build: Build, history: BuildHistory, now: number): Estimate {
  if (build.status !== 'running') return unknown;
  const bySteps = fromSteps(build, history, now);
  if (bySteps) return bySteps;
  const { expectedMs } = history;
  if (expectedMs === undefined || build.fromStep !== null) return unknown;
  const whole = timeLeft(Math.max(0, now - build.startedAt), expectedMs);
  return whole.kind === 'late' ? { ...whole, step: null } : whole;
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
    const ofStep = timeLeft(Math.max(0, now - (step.startedAt ?? now)), expected);
    if (ofStep.kind === 'late') return { ...ofStep, step: path };
    left += ofStep.ms;
  }
  return open === 0 ? null : { kind: 'left', ms: left };
}

/** "about 2 m left", "a few seconds left", "taking longer than usual (usually 40 s)"; null for unknown. */
export function describeEstimate(estimate: Estimate): string | null {
  switch (estimate.kind) {
    case 'unknown':
      return null;
    case 'left':
      return describeTimeLeft(estimate);
    case 'late': {
      const what = estimate.step === null ? '' : `${estimate.step} is `;
      return `${what}taking longer than usual (${describeTimeLeft(estimate)})`;
    }
  }
}
