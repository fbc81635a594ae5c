import { setTimeout as sleep } from 'node:timers/promises';
import type { Builds } from '../../build/builds.ts';
import type { Runtimes } from '../../runtime/runtime.ts';

/** The queue knows of an end a moment after it was published. */
const CHECKS = 6;
const BETWEEN_MS = 200;

export interface BusyParts {
  readonly builds: Pick<Builds, 'current'>;
  readonly runtimes: Pick<Runtimes, 'list'>;
  readonly deployments: { isBusy(projectId: string): boolean };
  /** Whether a build of it waits or runs, on this agent or another. */
  readonly hasJob: (projectId: string) => Promise<boolean>;
}

/**
 * Says what of a project runs, and what to do first; null if nothing does. Processes of
 * other agents hold the project's lease.
 */
export function createBusyCheck({ builds, runtimes, deployments, hasJob }: BusyParts) {
  const look = async (projectId: string): Promise<string | null> => {
    if (runtimes.list(projectId).some(({ state }) => state === 'running')) {
      return 'Its process is running: stop it first.';
    }
    if (deployments.isBusy(projectId)) return 'It is deployed: stop the deployment first.';
    if (builds.current(projectId) !== null || (await hasJob(projectId))) {
      return 'A build of it runs or waits: cancel it first, or let it end.';
    }
    return null;
  };
  return async (projectId: string): Promise<string | null> => {
    for (let left = CHECKS; ; left--) {
      const busy = await look(projectId);
      if (busy === null || left <= 1) return busy;
      await sleep(BETWEEN_MS);
    }
  };
}
