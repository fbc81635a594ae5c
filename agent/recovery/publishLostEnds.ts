import type { Publisher } from '../publish/publisher.ts';
import type { UnfinishedWork } from './unfinished.ts';
import { nestSteps } from '../build/steps.ts';

/**
 * Ends, for everybody who watches, what an agent that died left running: without this their bars
 * would hang for ever. Resolves when all ends are stored.
 * @param goingOn builds that have been given back to the queue: they run again
 * @param queuedEnds ids of builds and sessions whose own end is still to be sent
 */
export async function publishLostEnds(
  publisher: Publisher,
  running: UnfinishedWork,
  goingOn: ReadonlySet<string> = new Set(),
  queuedEnds: ReadonlySet<string> = new Set(),
): Promise<void> {
  const { sessions } = running.leftovers;
  const builds = running.leftovers.builds.filter(({ buildId }) => !goingOn.has(buildId));
  await Promise.all([
    ...builds.map(async ({ projectId, buildId, steps }) => {
      if (queuedEnds.has(buildId)) return running.removeBuild(buildId);
      await publisher.store('build.failed', {
        projectId,
        data: {
          buildId,
          exitCode: null,
          message: 'The agent was lost',
          steps: nestSteps(
            steps.map((step) => {
              if (step.status === 'running') return { ...step, status: 'failed' };
              return step.status === 'pending' ? { ...step, status: 'skipped' } : step;
            }),
          ),
        },
      });
      running.removeBuild(buildId);
    }),
    ...sessions.map(async ({ projectId, sessionId }) => {
      if (queuedEnds.has(sessionId)) return running.removeSession(sessionId);
      const message = 'The agent was lost';
      await publisher.store('runtime.error', { sessionId, data: { projectId, message } });
      await publisher.store('runtime.stopped', { sessionId, data: { projectId, exitCode: null } });
      running.removeSession(sessionId);
    }),
  ]);
}
