import type { ProjectRecord } from '../../catalogs/slate/index.ts';

const NO_HOST = 'No agent hosts this project now.';

/** Whether an agent that is connected hosts it; an older agent that does not say so does itself. */
export const hasHost = ({ hosts }: ProjectRecord): boolean =>
  hosts === undefined || hosts.length > 0;

/** Why Build or Run could do nothing, null where they can. */
export interface Offers {
  readonly nothingToBuild: string | null;
  readonly nothingToRun: string | null;
}

const nothingMissing: Offers = { nothingToBuild: null, nothingToRun: null };

/**
 * @param record null if no agent hosts it; undefined while unknown: everything is offered, and the
 * agent decides
 */
export function offersOf(record: ProjectRecord | null | undefined): Offers {
  if (record === undefined) return nothingMissing;
  if (record === null || !hasHost(record))
    return { nothingToBuild: NO_HOST, nothingToRun: NO_HOST };
  // Files with a problem are read again with every command.
  if (record.problem !== undefined) return nothingMissing;
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
