import type { HandOvers } from '../build/queue/handOvers.ts';
import type { WorkQueue } from '../broker/workQueue.ts';
import { messageOf, type Say } from '../log.ts';
import type { RunningBuild, UnfinishedWork } from './unfinished.ts';
import { readerOf } from '../build/queue/jobs.ts';
import { findJob } from '../build/queue/streamJobs.ts';

/**
 * Gives the jobs back that this agent held when it died, so that they run again at once instead of
 * when their time is up. Never rejects.
 * @param queuedEnds builds whose end waits in the outbox: to run them again would tell two ends
 * @returns the builds that need no end published: they run again, have run elsewhere, or had ended
 */
export async function giveBackLeftovers(
  queue: WorkQueue,
  handOvers: Pick<HandOvers, 'add'>,
  running: UnfinishedWork,
  queuedEnds: ReadonlySet<string>,
  say: Say,
): Promise<ReadonlySet<string>> {
  const goingOn = new Set<string>();
  for (const build of running.leftovers.builds) {
    try {
      const ended = build.ended === true || queuedEnds.has(build.buildId);
      if (!(await giveBack(queue, handOvers, build, ended))) continue;
      goingOn.add(build.buildId);
      running.removeBuild(build.buildId);
    } catch (error) {
      say(`build ${build.buildId} could not be given back: ${messageOf(error)}`);
    }
  }
  return goingOn;
}

/** False if the queue knows nothing of the build: nobody else will ever tell its end. */
async function giveBack(
  queue: WorkQueue,
  handOvers: Pick<HandOvers, 'add'>,
  build: RunningBuild,
  ended: boolean,
): Promise<boolean> {
  const { projectId, buildId, receipt } = build;
  if (receipt === undefined) return ended;
  const reader = readerOf(projectId);
  if (!(await findJob(queue, projectId, buildId))) return ended;
  // Keeps its time from running out between the question and the answer.
  await queue.settle(receipt, 'working');
  if (!(await queue.isOutdated(reader, receipt))) {
    if (build.handedOver && !ended) await handOvers.add(projectId, buildId);
    await queue.settle(receipt, ended ? 'done' : 'again');
  }
  return true;
}
