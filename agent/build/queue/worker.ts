import { assertNever } from '../../../src/lib/assertNever.ts';
import { Build } from '../build.ts';
import type { BuildOrder, BuildTools, StopReason } from '../buildOrder.ts';
import { messageOf } from '../../log.ts';
import type { HostedProject } from '../../projects/projects.ts';
import { createSlots } from './slots.ts';
import { resumeIndex } from '../resume.ts';
import { type JobQueue, MAX_LOSSES, type TakenJob } from './jobs.ts';

export interface WorkerOptions extends BuildTools {
  readonly queues: readonly JobQueue[];
  /** Builds of all projects that this agent runs at a time. */
  readonly maxBuilds: number;
  /** How often the queue hears that a build goes on. */
  readonly beatMs: number;
}

/** Takes jobs from the queues and runs them: one at a time per project. */
export interface Worker {
  /** Takes the jobs of this project from now on; a second call does nothing. */
  host(project: HostedProject): void;
  /** Takes no more of them; what it has taken goes on. */
  unhost(projectId: string): void;
  /**
   * Stops a build that this agent has taken, and returns its id; null if it has none such.
   * @param buildId the running one if undefined
   */
  stop(projectId: string, buildId: string | undefined, reason: StopReason): string | null;
  /** The id of the running build, or null. */
  current(projectId: string): string | null;
  /** Calls back when the running build of a project may be another. */
  onChange(listener: (projectId: string) => void): void;
  /** Gives back what it can and ends the rest as failed. Resolves when all of that is stored. */
  close(graceMs: number): Promise<void>;
}

/** A job that this agent has taken: the first of its project runs, the others wait for it. */
interface ActiveJob {
  readonly taken: TakenJob;
  build: Build | null;
  /** Asked for before there was a build to stop. */
  stopped: StopReason | null;
  /** Aborted with it. */
  readonly stopping: AbortController;
}

export function createWorker(options: WorkerOptions): Worker {
  const { queues, beatMs, maxBuilds, publisher, running } = options;
  const active = new Map<string, ActiveJob[]>();
  const hosted = new Map<string, HostedProject>();
  /** Projects of each queue that somebody waits for: a take can't be called off. */
  const pulled = new Map<JobQueue, Set<string>>(queues.map((queue) => [queue, new Set()]));
  const works = new Set<Promise<void>>();
  /** When a job's turn is over. */
  const turns = new WeakMap<ActiveJob, Promise<void>>();
  const slots = createSlots(maxBuilds);
  const listeners = new Set<(projectId: string) => void>();
  let closed = false;

  const setActive = (projectId: string, jobs: ActiveJob[]) => {
    active.set(projectId, jobs);
    for (const listener of listeners) listener(projectId);
  };

  const stop = (one: ActiveJob, reason: StopReason, graceMs?: number) => {
    one.stopped ??= reason;
    one.stopping.abort();
    one.build?.stop(reason, graceMs);
  };

  const pull = async (projectId: string, queue: JobQueue) => {
    const waits = pulled.get(queue);
    if (waits?.has(projectId)) return;
    waits?.add(projectId);
    while (!closed) {
      // What this agent has no room for is left to others.
      await slots.untilFree();
      const taken = await queue.take(projectId);
      const project = hosted.get(projectId);
      if (!project) {
        waits?.delete(projectId);
        await taken?.giveBack();
        return;
      }
      if (!taken) continue;
      const work = hold(project, taken).finally(() => works.delete(work));
      works.add(work);
      await work;
    }
  };

  const hold = async (project: HostedProject, taken: TakenJob) => {
    const { projectId } = project;
    const one: ActiveJob = { taken, build: null, stopped: null, stopping: new AbortController() };
    if (closed) stop(one, leaveReason(taken));
    const before = active.get(projectId) ?? [];
    setActive(projectId, [...before, one]);
    const done = Promise.withResolvers<void>();
    turns.set(one, done.promise);
    const beat = setInterval(() => {
      void taken.keep().then((ours) => {
        if (!ours) stop(one, { kind: 'taken-over' });
      });
    }, beatMs);
    try {
      for (const earlier of before) await turns.get(earlier);
      const release = await slots.take(one.stopping.signal);
      await work(project, one).finally(release);
    } finally {
      clearInterval(beat);
      const others = (active.get(projectId) ?? []).filter((other) => other !== one);
      setActive(projectId, others);
      done.resolve();
    }
  };

  const work = async (project: HostedProject, one: ActiveJob) => {
    const { taken } = one;
    const { job, attempt, receipt } = taken;
    const { buildId, number, startedBy, trigger } = job;
    const ids = { buildId, ...(number ? { number } : {}) };
    if (attempt > MAX_LOSSES && (await taken.losses()) >= MAX_LOSSES) {
      const message = `Given up after ${MAX_LOSSES} tries: the agent was lost each time`;
      return giveUp(one, 'never', { ...ids, message });
    }
    if (one.stopped?.kind === 'handed-over') return void (await taken.giveBack());
    const plan = await readPlan(project);
    if (typeof plan === 'string') {
      return giveUp(one, 'done', { ...ids, attempt, message: plan });
    }
    const { projectId, dir } = project;
    const { retryOf } = job;
    const from = resumeIndex(job, plan.steps, options.records);
    const about = { projectId, buildId, number, startedBy, trigger, retryOf, attempt, receipt };
    one.build = new Build({ ...about, dir, ...plan, from }, options);
    if (one.stopped) one.build.stop(one.stopped);
    const end = await one.build.run();
    switch (end) {
      case 'ended':
        if (await taken.finish('done')) running.removeBuild(buildId);
        return;
      case 'handed-over':
        // What could not be given back now is by the next agent that starts with this record.
        if (await taken.giveBack()) running.removeBuild(buildId);
        return;
      case 'taken-over':
        running.removeBuild(buildId);
        return;
      default:
        assertNever(end);
    }
  };

  const giveUp = async (
    { taken }: ActiveJob,
    how: 'done' | 'never',
    data: { buildId: string; number?: number; attempt?: number; message: string },
  ) => {
    const { projectId } = taken.job;
    await publisher.store('build.failed', { projectId, data: { ...data, exitCode: null } });
    await taken.finish(how);
  };

  return {
    host(project) {
      if (hosted.has(project.projectId)) return;
      hosted.set(project.projectId, project);
      for (const queue of queues) void pull(project.projectId, queue);
    },
    unhost: (projectId) => void hosted.delete(projectId),
    stop(projectId, buildId, reason) {
      const jobs = active.get(projectId) ?? [];
      const one =
        buildId === undefined ? jobs[0] : jobs.find(({ taken }) => taken.job.buildId === buildId);
      if (!one) return null;
      stop(one, reason);
      return one.taken.job.buildId;
    },
    current: (projectId) => active.get(projectId)?.[0]?.taken.job.buildId ?? null,
    onChange: (listener) => void listeners.add(listener),
    async close(graceMs) {
      closed = true;
      slots.close();
      for (const queue of queues) {
        for (const { projectId, buildId } of queue.close()) {
          const data = { buildId, exitCode: null, message: 'The agent stopped' };
          works.add(publisher.store('build.failed', { projectId, data }));
        }
      }
      for (const one of [...active.values()].flat()) stop(one, leaveReason(one.taken), graceMs);
      await Promise.all(works);
    },
  };
}

/** What to run, or in words why there is nothing: the files may have changed since it was asked. */
async function readPlan(
  project: HostedProject,
): Promise<Pick<BuildOrder, 'steps' | 'artifacts' | 'timeoutMs'> | string> {
  try {
    const {
      build: steps,
      artifacts,
      buildTimeoutMs: timeoutMs,
      problem,
    } = await project.readConfig();
    if (problem !== null || steps === null) {
      return problem ?? 'This project has nothing to build any more.';
    }
    return { steps, artifacts, timeoutMs };
  } catch (error) {
    return `The project’s files could not be read: ${messageOf(error)}`;
  }
}

/** What becomes of a job when its agent stops. */
function leaveReason({ receipt }: TakenJob): StopReason {
  return { kind: receipt === null ? 'agent-stopped' : 'handed-over' };
}
