/*
 * The way of a build, from its command to the last ack:
 *
 * 1. service.ts                answers build.start, once per idempotency key
 * 2. builds.ts: enqueue        reads slate.json, numbers the build and puts a job into SLATE_JOBS
 *    queue/streamJobs.ts       the job is in the stream; build.queued is published
 * 3. queue/worker.ts: pull     of all agents that host the project one takes the job, maybe another
 *    queue/worker.ts: hold     one that tells the queue every few seconds that it goes on
 *    queue/slots.ts            and waits until it has room
 * 4. build.ts: run             build.started, then each step:
 *    ../process/process.ts     starts it, reads its output as lines, masks secrets
 *    buildOutput.ts            makes build.log events of the lines; build.ts sends build.progress
 * 5. buildEnd.ts               build.completed, build.failed or build.cancelled
 *    ../publish/publisher.ts   every event goes through the outbox on disk until JetStream acks it
 * 6. queue/worker.ts           acks the job, or gives it back if this agent stops
 *
 * Without JetStream queue/memoryJobs.ts takes the place of the stream.
 */
import type { BuildTrigger } from '../../src/catalogs/slate/index.ts';
import { CommandRefusal } from '../../src/lib/messaging/index.ts';
import type { BuildTools } from './buildOrder.ts';
import { messageOf } from '../log.ts';
import type { HostedProject } from '../projects/projects.ts';
import type { CancelCalls } from './queue/cancelCalls.ts';
import { type BuildJob, type JobQueue, newBuildId } from './queue/jobs.ts';
import { createMemoryJobs } from './queue/memoryJobs.ts';
import { createWorker } from './queue/worker.ts';
import type { BuildNumbers } from './buildNumbers.ts';
import { resumeProblem } from './resume.ts';

const BEAT_MS = 10_000;

export interface BuildsOptions extends BuildTools {
  /** What all agents share; null for an agent by itself. */
  readonly shared: {
    readonly jobs: JobQueue;
    readonly calls: CancelCalls;
    readonly ackWaitMs: number;
  } | null;
  /** Builds that run at a time on this agent; no limit if not given. */
  readonly maxBuilds?: number;
  readonly numbers: Pick<BuildNumbers, 'give'>;
}

export interface BuildRequest {
  /** Shown to people; empty if no one person asked for it. */
  readonly startedBy: string;
  readonly trigger?: BuildTrigger | undefined;
  readonly userId: string;
  readonly idempotencyKey: string | undefined;
  /** The build that it repeats. */
  readonly retryOf?: string | undefined;
}

/** Builds as commands see them: they wait in a queue until an agent, this or another, is free. */
export interface Builds {
  /** Runs what is queued for this project, from now on. */
  host(project: HostedProject): void;
  /** Runs no more of them; one that runs goes on to its end. */
  unhost(projectId: string): void;
  /**
   * Queues a build and returns its id.
   * @throws CommandRefusal 'invalid' if there is nothing to build, 'failed' if it can't be queued
   */
  start(project: HostedProject, request: BuildRequest): Promise<string>;
  /**
   * Queues a build that goes on from the step at which `retryOf` ended, and returns its id.
   * @throws CommandRefusal 'conflict' if it can't go on from there, else as start
   */
  resume(
    project: HostedProject,
    step: string,
    request: BuildRequest & { readonly retryOf: string },
  ): Promise<string>;
  /**
   * Ends a build, wherever it waits or runs, and returns its id.
   * @param buildId what runs, or else waits longest, if undefined
   * @throws CommandRefusal 'not-found' if it neither waits nor runs
   */
  cancel(projectId: string, buildId: string | undefined, by: string): Promise<string>;
  /** The id of the build that runs on this agent, or null. */
  current(projectId: string): string | null;
  /** Calls back when the running build of a project may be another. */
  onChange(listener: (projectId: string) => void): void;
  /** Gives running builds back to the others. Resolves when that, or their end, is stored. */
  close(graceMs: number): Promise<void>;
}

/** Makes the builds of an agent. Without JetStream they wait in memory, and end with the agent. */
export function createBuilds(options: BuildsOptions): Builds {
  const { publisher, shared, numbers } = options;
  const memory = createMemoryJobs();
  const worker = createWorker({
    ...options,
    queues: shared ? [shared.jobs, memory] : [memory],
    maxBuilds: options.maxBuilds ?? Infinity,
    beatMs: Math.min(BEAT_MS, (shared?.ackWaitMs ?? BEAT_MS) / 3),
  });
  /** The undo of each hosted project. */
  const hosted = new Map<string, () => void>();
  let closed = false;

  const refuseWhenClosed = () => {
    if (closed) throw new CommandRefusal('failed', 'The agent is stopping.');
  };

  const publishCancelled = ({ projectId, buildId, number }: BuildJob, cancelledBy: string) =>
    publisher.store('build.cancelled', {
      projectId,
      data: { buildId, ...(number ? { number } : {}), cancelledBy },
    });

  /** Cancels what only this agent can know of. */
  const cancelOwn = async (projectId: string, buildId: string | undefined, by: string) => {
    const stopped = worker.stop(projectId, buildId, { kind: 'cancelled', by });
    if (stopped !== null) return stopped;
    const withdrawn = await memory.withdraw(projectId, buildId);
    if (!withdrawn) return null;
    await publishCancelled(withdrawn.job, by);
    return withdrawn.job.buildId;
  };

  const cancelShared = async (projectId: string, buildId: string | undefined, by: string) => {
    if (!shared) return null;
    // Out of the queue first: from here on nobody starts it, whatever happens to this agent.
    const withdrawn = await shared.jobs.withdraw(projectId, buildId);
    if (!withdrawn) return shared.calls.call(projectId, buildId, by);
    const { job, holder } = withdrawn;
    if (holder && (await shared.calls.call(projectId, job.buildId, by)) !== null) {
      return job.buildId;
    }
    await holder?.release();
    await publishCancelled(job, by);
    return job.buildId;
  };

  const host = (project: HostedProject) => {
    const { projectId } = project;
    if (hosted.has(projectId)) return;
    const undo = shared?.calls.answer(projectId, (buildId, by) =>
      cancelOwn(projectId, buildId, by),
    );
    hosted.set(projectId, undo ?? (() => {}));
    worker.host(project);
  };

  const unhost = (projectId: string) => {
    hosted.get(projectId)?.();
    hosted.delete(projectId);
    worker.unhost(projectId);
  };

  const enqueue = async (
    project: HostedProject,
    { startedBy, trigger, retryOf, ...asked }: BuildRequest,
    fromStep?: string,
  ) => {
    const { projectId } = project;
    refuseWhenClosed();
    const config = await project.readConfig();
    const { build: steps, problem } = config;
    if (problem !== null) throw new CommandRefusal('invalid', problem);
    if (steps === null) {
      throw new CommandRefusal(
        'invalid',
        'This project has nothing to build: add build steps to its slate.json.',
      );
    }
    if (fromStep !== undefined && retryOf !== undefined) {
      const why = resumeProblem(options.records, retryOf, fromStep, config);
      if (why !== null) throw new CommandRefusal('conflict', why);
    }
    refuseWhenClosed();
    host(project);
    const queue = shared?.jobs.isAvailable() ? shared.jobs : memory;
    const buildId = newBuildId({ projectId, ...asked });
    const number = await numbers.give(projectId, buildId);
    const origin = {
      ...(number === null ? {} : { number }),
      ...(retryOf ? { retryOf } : {}),
      ...(fromStep ? { fromStep } : {}),
      ...(trigger ? { trigger } : {}),
    };
    try {
      await queue.put({ buildId, projectId, startedBy, requestedAt: Date.now(), ...origin });
    } catch (error) {
      throw new CommandRefusal('failed', `The build could not be queued: ${messageOf(error)}`);
    }
    void publisher.store('build.queued', {
      projectId,
      data: { buildId, attempt: 1, ...(startedBy ? { startedBy } : {}), ...origin },
    });
    return buildId;
  };

  return {
    host,
    unhost,
    start: (project, request) => enqueue(project, request),
    resume: (project, step, request) => enqueue(project, request, step),
    async cancel(projectId, buildId, by) {
      const cancelled =
        (await cancelOwn(projectId, buildId, by)) ?? (await cancelShared(projectId, buildId, by));
      if (cancelled !== null) return cancelled;
      throw new CommandRefusal(
        'not-found',
        buildId === undefined ? 'No build is running.' : 'That build is no longer running.',
      );
    },
    current: (projectId) => worker.current(projectId),
    onChange: (listener) => worker.onChange(listener),
    async close(graceMs) {
      closed = true;
      for (const undo of hosted.values()) undo();
      await worker.close(graceMs);
    },
  };
}
