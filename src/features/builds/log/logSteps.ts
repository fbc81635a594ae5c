import type { LogFailure, LogSteps } from '../../../lib/log/folds/LogSteps.ts';
import { leafSteps } from '../../../lib/steps.ts';
import type { Build } from '../model/model.ts';

/**
 * A step's name in a build's log. Each attempt has its own: a build that is run again must not
 * print into the steps of the run that was lost.
 * @param path "outer / inner", or the name alone
 */
export function logStepName(path: string, attempt: number): string {
  return attempt > 1 ? `${path} (attempt ${attempt})` : path;
}

/** A build's steps by the names that its log's lines give them. */
export function logSteps(steps: Build['steps'], attempt: number): LogSteps {
  return Object.fromEntries(
    leafSteps(steps).map(({ path, step }) => [
      logStepName(path, attempt),
      { status: step.status ?? 'pending', durationMs: step.durationMs },
    ]),
  );
}

/** What went wrong first, as its log's reader needs to know it; null for a build that did not fail. */
export function logFailure(build: Build | null): LogFailure | null {
  if (build?.status !== 'failed') return null;
  const leaves = leafSteps(build.steps);
  const failed = leaves.find(({ step }) => step.status === 'failed')?.path;
  const step = failed ?? build.failure?.step ?? null;
  const startedAt = leaves.find(({ path }) => path === step)?.step.startedAt;
  return { step: step === null ? null : logStepName(step, build.attempt), startedAt };
}
