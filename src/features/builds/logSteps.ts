import type { LogSteps } from '../../components/log/folds/LogSteps.ts';
import type { LogFailure } from '../../components/log/logViewProps.ts';
import { leafSteps } from '../../components/waterfall.ts';
import type { Build } from './model.ts';

/** A build's steps by the names that its log's lines give them. */
export function logSteps(steps: Build['steps']): LogSteps {
  return Object.fromEntries(
    leafSteps(steps).map(({ path, step }) => [
      path,
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
  return { step, startedAt };
}
