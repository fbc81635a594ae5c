import { v5 as uuidv5, v7 as uuidv7 } from 'uuid';
import * as z from 'zod/mini';
import { buildTrigger } from '../../../src/catalogs/slate/index.ts';

/** Builds that wait or run. Outside the catalog: only agents write and read it. */
export const JOBS_STREAM = 'SLATE_JOBS';
export const JOBS_SUBJECTS = ['slate.jobs.build.*'];
/** A build that lost so many agents is what ended them. */
export const MAX_LOSSES = 3;

const BUILD_IDS = '0b1f6f0e-6d0c-4c0f-9d4e-3a3f4f5b7c21';

export const buildJob = z.object({
  buildId: z.string(),
  projectId: z.string(),
  /** See BuildNumbers; missing if there was none to be had. */
  number: z.optional(z.number()),
  /** Shown to people; empty if no one person asked for it. */
  startedBy: z.string(),
  trigger: z.optional(buildTrigger),
  /** Milliseconds since the epoch, by the clock of the agent that took the command. */
  requestedAt: z.number(),
  /** The build that it repeats. */
  retryOf: z.optional(z.string()),
  /** The step to begin with, if whoever runs it still has what that build left. */
  fromStep: z.optional(z.string()),
});
export type BuildJob = z.infer<typeof buildJob>;

export const jobSubject = (projectId: string) => `slate.jobs.build.${projectId}`;
export const readerOf = (projectId: string) => `builds_${projectId}`;

/**
 * The id of a new build. A command that is repeated gives the same one whichever agent gets the
 * repeat, so that the queue stores the build once.
 */
export function newBuildId(asked: {
  readonly projectId: string;
  readonly userId: string;
  readonly idempotencyKey: string | undefined;
}): string {
  const { projectId, userId, idempotencyKey } = asked;
  if (idempotencyKey === undefined) return uuidv7();
  return uuidv5([projectId, userId, idempotencyKey].join(' '), BUILD_IDS);
}

/** A job that this agent has taken. As long as it says so in time, nobody else gets it. */
export interface TakenJob {
  readonly job: BuildJob;
  /** 1 when an agent takes it for the first time. */
  readonly attempt: number;
  /** How often an agent was lost over it; one that handed it over in order was not. Never rejects. */
  losses(): Promise<number>;
  /** What a restarted agent needs to give it back; null for a job that ends with its agent. */
  readonly receipt: string | null;
  /** Says that the work goes on. Resolves to false if another agent has got the job. Never rejects. */
  keep(): Promise<boolean>;
  /**
   * The job leaves the queue, having ended or being given up. Goes on trying until the queue has
   * heard it; resolves to false if it can't any more.
   */
  finish(how: 'done' | 'never'): Promise<boolean>;
  /** Another agent may take it now. Resolves to whether the queue has heard it. */
  giveBack(): Promise<boolean>;
}

/** A job that was taken out of the queue: nobody gets it any more. */
export interface WithdrawnJob {
  readonly job: BuildJob;
  /** An agent has taken it before and may be at work; null if none has. */
  readonly holder: {
    /** Lets the queue go on without the word of an agent that is gone. */
    release(): Promise<void>;
  } | null;
}

/** Where jobs wait until an agent takes them: first come, first served within a project. */
export interface JobQueue {
  /** False if this kind of queue can't be had on the present server. */
  isAvailable(): boolean;
  /** Resolves when the job is safe. @throws MessagingError, or Error when the queue is full */
  put(job: BuildJob): Promise<void>;
  /** Waits for the project's next job; null means look again. Never rejects. */
  take(projectId: string): Promise<TakenJob | null>;
  /**
   * Takes a job out of the queue.
   * @param buildId the oldest job if undefined
   * @returns null if there is no such job
   */
  withdraw(projectId: string, buildId: string | undefined): Promise<WithdrawnJob | null>;
  /** Ends waiting takes. Returns the jobs that end with this agent. */
  close(): readonly BuildJob[];
}
