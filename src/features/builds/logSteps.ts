import type { LogSteps } from '../../components/log/folds/LogSteps.ts';
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
