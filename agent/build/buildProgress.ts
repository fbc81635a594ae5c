import { assertNever } from '../../src/lib/assertNever.ts';
import type { LeafStep } from './steps.ts';

/** How far a build is: what a progress event tells. */
export interface BuildProgress {
  readonly steps: readonly LeafStep[];
  /** 0 to 99 while it runs, never less than before; null while nothing is known to go by. */
  readonly percent: number | null;
  /** Index of the step it begins with; those before it don't count. */
  readonly from: number;
}

export type StepEvent =
  | { readonly type: 'step-started'; readonly index: number }
  | {
      readonly type: 'step-ended';
      readonly index: number;
      readonly status: 'passed' | 'failed' | 'cancelled';
    }
  /** Time has passed. */
  | { readonly type: 'tick' };

/** A step that takes longer than expected stands still here until it ends. */
const MAX_SHARE_OF_RUNNING_STEP = 0.95;
/** 100 is for a build that has ended. */
const MAX_PERCENT = 99;

/** @param from index of the step to begin with; those before it are skipped */
export function planBuild(
  steps: readonly Pick<LeafStep, 'name' | 'group' | 'expectedMs' | 'resumable'>[],
  from = 0,
): BuildProgress {
  return {
    percent: null,
    from,
    steps: steps.map(({ name, group, expectedMs, resumable }, index) => ({
      name,
      status: index < from ? 'skipped' : 'pending',
      ...(group === undefined ? {} : { group }),
      ...(expectedMs === undefined ? {} : { expectedMs }),
      ...(resumable ? { resumable } : {}),
    })),
  };
}

/**
 * The next state; pure. Returns the same object when nothing changes. After a step that did not
 * pass, the rest is skipped.
 * @param now milliseconds since the epoch
 */
export function nextProgress(
  progress: BuildProgress,
  event: StepEvent,
  now: number,
): BuildProgress {
  const steps = nextSteps(progress.steps, event, now);
  const { from } = progress;
  const next = percentOf(steps.slice(from), now);
  const percent = next === null ? progress.percent : Math.max(progress.percent ?? 0, next);
  if (steps === progress.steps && percent === progress.percent) return progress;
  return { steps, percent, from };
}

function nextSteps(steps: readonly LeafStep[], event: StepEvent, now: number): readonly LeafStep[] {
  switch (event.type) {
    case 'tick':
      return steps;
    case 'step-started':
      return steps.map((step, index) =>
        index === event.index ? { ...step, status: 'running', startedAt: now } : step,
      );
    case 'step-ended':
      return steps.map((step, index) => {
        if (index === event.index) {
          // Clocks get set back; a negative duration would make the whole event invalid.
          const durationMs = Math.max(0, now - (step.startedAt ?? now));
          return { ...step, status: event.status, durationMs };
        }
        const skips = event.status !== 'passed' && step.status === 'pending';
        return skips ? { ...step, status: 'skipped' } : step;
      });
    default:
      return assertNever(event);
  }
}

/**
 * Each step weighs what it took before; one without a past weighs as much as the average. Null when
 * none has a past and none has passed: a bar that stands at 0 would be a guess.
 */
function percentOf(steps: readonly LeafStep[], now: number): number | null {
  const known = steps.flatMap((step) => (step.expectedMs ? [step.expectedMs] : []));
  const average =
    known.length === 0 ? 1 : known.reduce((sum, weight) => sum + weight, 0) / known.length;
  let total = 0;
  let done = 0;
  for (const step of steps) {
    const weight = step.expectedMs || average;
    total += weight;
    if (step.status === 'passed') done += weight;
    if (step.status === 'running' && step.startedAt !== undefined && step.expectedMs) {
      const share = Math.max(0, now - step.startedAt) / step.expectedMs;
      done += weight * Math.min(MAX_SHARE_OF_RUNNING_STEP, share);
    }
  }
  if (total === 0 || (known.length === 0 && done === 0)) return null;
  return Math.min(MAX_PERCENT, Math.floor((done / total) * 1000) / 10);
}
