import type { BuildJob, JobQueue, TakenJob } from './jobs.ts';

const MAX_WAITING = 1_000;

/** A queue of this agent alone, for a server without JetStream: it ends with the agent. */
export function createMemoryJobs(): JobQueue {
  const waiting = new Map<string, BuildJob[]>();
  const takers = new Map<string, (job: TakenJob | null) => void>();
  let closed = false;

  return {
    isAvailable: () => true,
    async put(job) {
      const jobs = waiting.get(job.projectId) ?? [];
      if (jobs.length >= MAX_WAITING) throw new Error(`${MAX_WAITING} builds are waiting already.`);
      waiting.set(job.projectId, [...jobs, job]);
      const taker = takers.get(job.projectId);
      takers.delete(job.projectId);
      taker?.(shift(job.projectId));
    },
    take(projectId) {
      const next = shift(projectId);
      if (next || closed) return Promise.resolve(next);
      return new Promise((resolve) => takers.set(projectId, resolve));
    },
    async withdraw(projectId, buildId) {
      const jobs = waiting.get(projectId) ?? [];
      const job = buildId === undefined ? jobs[0] : jobs.find((one) => one.buildId === buildId);
      if (!job) return null;
      waiting.set(
        projectId,
        jobs.filter((one) => one !== job),
      );
      return { job, holder: null };
    },
    close() {
      closed = true;
      for (const resolve of takers.values()) resolve(null);
      takers.clear();
      const left = [...waiting.values()].flat();
      waiting.clear();
      return left;
    },
  };

  function shift(projectId: string): TakenJob | null {
    const [job, ...rest] = waiting.get(projectId) ?? [];
    if (!job) return null;
    waiting.set(projectId, rest);
    return {
      job,
      attempt: 1,
      losses: async () => 0,
      receipt: null,
      keep: async () => true,
      finish: async () => true,
      giveBack: async () => false,
    };
  }
}
