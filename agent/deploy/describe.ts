import type { CommandOutput } from '../../src/catalogs/slate/index.ts';
import type { ProjectDeployment } from './deployments.ts';
import type { Entities } from './entities/entities.ts';

export interface DescribeFacts {
  readonly entities: Pick<Entities, 'list'>;
  readonly port: number | null;
  /** Why the last build can't be deployed; null if it can. */
  readonly lastProblem: string | null;
}

/** All that a page shows of a project's deployment. */
export async function describeDeployment(
  { projectId, project, deployment }: ProjectDeployment,
  { entities, port, lastProblem }: DescribeFacts,
): Promise<CommandOutput<'deployment.list'>> {
  const { deploy, problem } = await project.readConfig();
  const { live, swap, canRollBack, draining } = deployment.describe();
  return {
    ...{ projectId, port, live, canRollBack, draining },
    isDeployable: deploy !== null,
    problem: problem ?? lastProblem,
    swap: swap && {
      swapId: swap.swapId,
      deploymentId: swap.deploymentId,
      fromEntityId: swap.from?.entityId ?? null,
      toEntityId: swap.toEntityId,
      number: swap.number,
      initiatedBy: swap.initiatedBy,
      startedAt: swap.startedAt,
      step: swap.step,
      sessionId: swap.sessionId,
    },
    builds: entities.list(projectId).map(({ entityId, number, registeredAt, files }) => ({
      ...{ entityId, number, registeredAt },
      files: files.length,
      bytes: files.reduce((sum, { size }) => sum + size, 0),
    })),
  };
}
