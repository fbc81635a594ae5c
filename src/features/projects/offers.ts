import type { ProjectRecord } from '../../catalogs/slate/index.ts';

/** Why Build or Run could do nothing, null where they can. */
export interface Offers {
  readonly nothingToBuild: string | null;
  readonly nothingToRun: string | null;
}

/** @param record undefined while unknown: everything is offered, and the agent decides */
export function offersOf(record: ProjectRecord | undefined): Offers {
  // Files with a problem are read again with every command.
  if (!record || record.problem !== undefined) return { nothingToBuild: null, nothingToRun: null };
  return {
    nothingToBuild:
      record.buildSteps === null
        ? 'This project has nothing to build. Add build steps to its slate.json.'
        : null,
    nothingToRun:
      record.runCommand === null
        ? 'This project has nothing to run. Add a run command to its slate.json.'
        : null,
  };
}
