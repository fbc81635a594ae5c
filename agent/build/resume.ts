import type { BuildRecords } from './buildRecords.ts';
import type { BuildPlanStep, ProjectConfig } from '../projects/projectFile.ts';
import type { BuildJob } from './queue/jobs.ts';
import { stepPath } from './steps.ts';

/**
 * Why a build can't go on from a step, in words for the one who asked; null if it can.
 * @param step as it came in a message: only compared with what this agent knows
 */
export function resumeProblem(
  records: BuildRecords,
  buildId: string,
  step: string,
  { build, problem }: Pick<ProjectConfig, 'build' | 'problem'>,
): string | null {
  const ended = records.get(buildId);
  if (!ended) return 'This agent did not run that build. Retry all of it.';
  if (problem !== null) return problem;
  if (ended.endedAt !== step) return `That build did not end at “${step}”.`;
  if (records.last(ended.projectId) !== buildId) {
    return 'Another build has run since, so what this one left is gone. Retry all of it.';
  }
  const planned = build?.find((one) => stepPath(one) === step);
  if (!planned) return `The project has no step “${step}” any more. Retry all of it.`;
  if (!planned.resumable) {
    return `“${step}” needs the steps before it: its slate.json does not say that it is resumable.`;
  }
  return null;
}

/**
 * The index of the step that a job begins with. Anything else than what was asked for having stayed
 * as it was means all steps: slower, never wrong.
 */
export function resumeIndex(
  { buildId, projectId, retryOf, fromStep }: BuildJob,
  steps: readonly BuildPlanStep[],
  records: BuildRecords,
): number {
  if (retryOf === undefined || fromStep === undefined) return 0;
  // Run again after its agent was lost, it meets what it has left itself.
  const before = records.last(projectId);
  if (before !== retryOf && before !== buildId) return 0;
  if (records.get(retryOf)?.endedAt !== fromStep) return 0;
  const index = steps.findIndex((step) => stepPath(step) === fromStep);
  return steps[index]?.resumable ? index : 0;
}
