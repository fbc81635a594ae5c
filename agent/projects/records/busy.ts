import { setTimeout as sleep } from 'node:timers/promises';
import type { Builds } from '../../build/builds.ts';
import type { Runtimes } from '../../runtime/runtime.ts';
import type { SessionWatch } from '../../runtime/sessionWatch.ts';

/** What has just told its end is settled, in the queue and among agents, a moment later. */
const CHECKS = 6;
const BETWEEN_MS = 200;

export interface BusyParts {
  readonly builds: Pick<Builds, 'current'>;
  readonly runtimes: Pick<Runtimes, 'list'>;
  /** Whether a build of it waits or runs, on this agent or another. */
  readonly hasJob: (projectId: string) => Promise<boolean>;
  /** Processes on any agent. */
  readonly sessions: SessionWatch;
}

/** Tells in words what of a project runs, and what to do first; null if nothing does. */
export function createBusyCheck({ builds, runtimes, hasJob, sessions }: BusyParts) {
  const look = async (projectId: string): Promise<string | null> => {
    const own = runtimes.list(projectId);
    if (own.some(({ state }) => state === 'running')) {
      return 'Its process is running: stop it first.';
    }
    const ownIds = new Set(own.map(({ sessionId }) => sessionId));
    const elsewhere = sessions.running(projectId).find((sessionId) => !ownIds.has(sessionId));
    if (elsewhere !== undefined) {
      return `Its process is running on another agent (session ${elsewhere}): stop it first.`;
    }
    if (builds.current(projectId) !== null || (await hasJob(projectId))) {
      return 'A build of it runs or waits: cancel it first, or let it end.';
    }
    return null;
  };
  return async (projectId: string): Promise<string | null> => {
    await sessions.settled();
    for (let left = CHECKS; ; left--) {
      const busy = await look(projectId);
      if (busy === null || left <= 1) return busy;
      await sleep(BETWEEN_MS);
    }
  };
}
