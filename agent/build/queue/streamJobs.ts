import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkQueue } from '../../broker/workQueue.ts';
import { isMessagingError, type MessagingClient } from '../../../src/lib/messaging/index.ts';
import { messageOf, type Say } from '../../log.ts';
import { isUnanswered, retry } from '../../retry.ts';
import type { HandOvers } from './handOvers.ts';
import {
  type BuildJob,
  buildJob,
  type JobQueue,
  jobSubject,
  readerOf,
  type TakenJob,
} from './jobs.ts';

/** One pull; the server answers at once when a job comes. */
const PULL_MS = 30_000;
const RETRY_MS = 500;
/** What was stored without an answer is kept out by its id. */
const PUTS = { tries: 3, pauseMs: RETRY_MS, when: isUnanswered };

export interface StreamJobsOptions {
  readonly client: Pick<MessagingClient, 'getState' | 'onState'>;
  readonly queue: WorkQueue;
  readonly handOvers: HandOvers;
  /** A job whose agent says nothing for so long goes to another. */
  readonly ackWaitMs: number;
  /** What must have happened before the first job is taken. */
  readonly ready: Promise<unknown>;
  readonly say: Say;
}

/** The queue that all agents share: a work-queue stream with a durable consumer per project. */
export function createStreamJobs(options: StreamJobsOptions): JobQueue {
  const { client, queue, handOvers, ackWaitMs, ready, say } = options;
  /** Projects whose consumer exists, as far as this agent knows. */
  const prepared = new Set<string>();
  const waiters = new Set<() => void>();
  let lost = new AbortController();
  let closed = false;
  let said = '';

  const isUsable = () => {
    const state = client.getState();
    return state.status === 'live' && state.jetstream === 'on';
  };
  client.onState(() => {
    if (isUsable()) return wake();
    lost.abort();
    lost = new AbortController();
    // The server may have lost its disk when it comes back.
    prepared.clear();
  });
  const wake = () => {
    for (const waiter of waiters) waiter();
    waiters.clear();
  };
  const usable = async () => {
    while (!isUsable() && !closed) {
      await new Promise<void>((resolve) => waiters.add(resolve));
    }
  };

  const takeNext = async (projectId: string): Promise<TakenJob | null> => {
    await ready;
    await usable();
    if (closed) return null;
    const reader = readerOf(projectId);
    if (!prepared.has(projectId)) {
      await queue.ensureReader({ name: reader, filter: jobSubject(projectId), ackWaitMs });
      prepared.add(projectId);
    }
    const message = await queue.take(reader, PULL_MS, lost.signal);
    if (!message) return null;
    const parsed = buildJob.safeParse(message.value);
    if (!parsed.success) {
      say(`job ${message.seq} of ${projectId} has an unknown shape and was dropped`);
      await queue.settle(message.receipt, 'never');
      return null;
    }
    return takenJob({ queue, handOvers, reader }, parsed.data, message.receipt, message.deliveries);
  };

  return {
    isAvailable() {
      const state = client.getState();
      return !(state.status === 'live' && state.jetstream === 'off');
    },
    put: (job) => retry(() => queue.put(jobSubject(job.projectId), job, job.buildId), PUTS),
    async take(projectId) {
      try {
        return await takeNext(projectId);
      } catch (error) {
        prepared.delete(projectId);
        if (!closed && !isMessagingError(error, 'offline', 'closed')) {
          const line = `builds of ${projectId} can't be fetched, trying again: ${messageOf(error)}`;
          if (line !== said) say(line);
          said = line;
        }
        await sleep(RETRY_MS);
        return null;
      }
    },
    async withdraw(projectId, buildId) {
      if (!isUsable()) return null;
      const found = await findJob(queue, projectId, buildId);
      if (!found || !(await queue.remove(found.seq))) return null;
      const reader = readerOf(projectId);
      // Only now: whoever gets a job gets it before this answer, or never.
      const state = await queue.readerState(reader).catch((error: unknown) => {
        if (isMessagingError(error, 'jetstream')) return null;
        throw error;
      });
      if (!state || state.lastStreamSeq < found.seq) return { job: found.job, holder: null };
      const receipt = queue.receiptOf(reader, found.seq, state);
      return { job: found.job, holder: { release: () => queue.settle(receipt, 'never') } };
    },
    close() {
      closed = true;
      wake();
      return [];
    },
  };
}

/** The oldest job of a project, or the one of a build; null if it waits and runs nowhere. */
export async function findJob(
  queue: WorkQueue,
  projectId: string,
  buildId: string | undefined,
): Promise<{ readonly seq: number; readonly job: BuildJob } | null> {
  for (let from = 1; ; ) {
    const message = await queue.find(jobSubject(projectId), from);
    if (!message) return null;
    const { success, data: job } = buildJob.safeParse(message.value);
    if (success && (buildId === undefined || job.buildId === buildId)) {
      return { seq: message.seq, job };
    }
    from = message.seq + 1;
  }
}

function takenJob(
  {
    queue,
    handOvers,
    reader,
  }: Pick<StreamJobsOptions, 'queue' | 'handOvers'> & { readonly reader: string },
  job: BuildJob,
  receipt: string,
  attempt: number,
): TakenJob {
  return {
    job,
    attempt,
    receipt,
    async losses() {
      try {
        return attempt - 1 - (await handOvers.count(job.projectId, job.buildId));
      } catch {
        // Not known: the build runs.
        return 0;
      }
    },
    async keep() {
      try {
        await queue.settle(receipt, 'working');
        return !(await queue.isOutdated(reader, receipt));
      } catch {
        // Whoever can't ask can't be replaced for certain either: the build goes on.
        return true;
      }
    },
    async finish(how) {
      for (;;) {
        try {
          // An old receipt would end the run of the agent that has the job now.
          if (!(await queue.isOutdated(reader, receipt))) await queue.settle(receipt, how);
          return true;
        } catch (error) {
          if (isMessagingError(error, 'jetstream')) return true;
          if (!isMessagingError(error, 'offline', 'timeout', 'no-responders')) return false;
          await sleep(RETRY_MS);
        }
      }
    },
    async giveBack() {
      try {
        if (await queue.isOutdated(reader, receipt)) return true;
        await handOvers.add(job.projectId, job.buildId);
        await queue.settle(receipt, 'again');
        return true;
      } catch {
        return false;
      }
    },
  };
}
