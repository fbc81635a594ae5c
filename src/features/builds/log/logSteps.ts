import type { LogFailure, LogSteps } from '../../../lib/log/folds/LogSteps.ts';
import { leafSteps } from '../../../lib/steps.ts';
import type { Build } from '../model/model.ts';

/**
 * Each attempt has its own steps: a second run must not print into those of the lost one.
 * @param path "outer / inner", or the name alone
 */
export function logStepName(path: string, attempt: number): string {
  return attempt > 1 ? `${path} (attempt ${attempt})` : path;
}

export function logSteps(steps: Build['steps'], attempt: number): LogSteps {
  return Object.fromEntries(
    leafSteps(steps).map(({ path, step }) => [
      logStepName(path, attempt),
      { status: step.status ?? 'pending', durationMs: step.durationMs },
    ]),
  );
}

/** The first failure; null for a build that did not fail. */
export function logFailure(build: Build | null): LogFailure | null {
  if (build?.status !== 'failed') return null;
  const leaves = leafSteps(build.steps);
  const failed = leaves.find(({ step }) => step.status === 'failed')?.path;
  const step = failed ?? build.failure?.step ?? null;
  const startedAt = leaves.find(({ path }) => path === step)?.step.startedAt;
  return { step: step === null ? null : logStepName(step, build.attempt), startedAt };
}
