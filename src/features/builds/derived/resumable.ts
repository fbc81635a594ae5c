import { leafSteps } from '../../../lib/steps.ts';
import type { Build } from '../model/model.ts';

/** The path of the step from which a build may be retried. */
export function resumableStep({ status, steps, failure, anonymous }: Build): string | null {
  if (anonymous || (status !== 'failed' && status !== 'cancelled')) return null;
  const leaves = leafSteps(steps);
  const ended = leaves.find(({ step }) => step.status === 'failed' || step.status === 'cancelled');
  const path = ended?.path ?? failure?.step;
  const leaf = leaves.find((one) => one.path === path);
  return leaf && 'resumable' in leaf.step && leaf.step.resumable === true ? leaf.path : null;
}
