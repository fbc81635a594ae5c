import { join } from 'node:path';
import * as z from 'zod/mini';
import { dataFile } from '../dataFile.ts';
import type { LeafStep } from '../build/steps.ts';

const stepSchema = z.object({
  name: z.string(),
  group: z.optional(z.string()),
  resumable: z.optional(z.boolean()),
  status: z.optional(z.enum(['pending', 'running', 'passed', 'failed', 'cancelled', 'skipped'])),
  startedAt: z.optional(z.number()),
  durationMs: z.optional(z.number()),
  expectedMs: z.optional(z.number()),
});
const buildSchema = z.object({
  projectId: z.string(),
  buildId: z.string(),
  startedAt: z.number(),
  steps: z.array(stepSchema),
  /** Where its job is settled; missing for one that was in no shared queue. */
  receipt: z.optional(z.string()),
  /** Its end is published; only the queue may not know yet. */
  ended: z.optional(z.boolean()),
  /** Its agent stopped in order, whether or not the queue could be told. */
  handedOver: z.optional(z.boolean()),
});
const sessionSchema = z.object({
  projectId: z.string(),
  sessionId: z.string(),
  startedAt: z.number(),
});
const fileSchema = z.object({ builds: z.array(buildSchema), sessions: z.array(sessionSchema) });

export type RunningBuild = Omit<z.infer<typeof buildSchema>, 'steps'> & {
  readonly steps: readonly LeafStep[];
};
export type RunningSession = z.infer<typeof sessionSchema>;

/** What has begun and whose end is not published yet, on disk: an agent that dies leaves it here. */
export interface UnfinishedWork {
  /** What was in the file when it was opened. It stays there until removed. */
  readonly leftovers: { readonly builds: RunningBuild[]; readonly sessions: RunningSession[] };
  saveBuild(build: RunningBuild): void;
  removeBuild(buildId: string): void;
  saveSession(session: RunningSession): void;
  removeSession(sessionId: string): void;
}

/** Opens `<dataDir>/running.json`. */
export function openUnfinishedWork(dataDir: string): UnfinishedWork {
  const file = dataFile(join(dataDir, 'running.json'), fileSchema, { builds: [], sessions: [] });
  const leftovers = file.read();
  const builds = new Map<string, RunningBuild>(leftovers.builds.map((b) => [b.buildId, b]));
  const sessions = new Map(leftovers.sessions.map((s) => [s.sessionId, s]));
  const save = () =>
    file.write({
      builds: [...builds.values()].map((build) => ({
        ...build,
        steps: build.steps.map((step) => stepSchema.parse(step)),
      })),
      sessions: [...sessions.values()],
    });
  return {
    leftovers,
    saveBuild(build) {
      builds.set(build.buildId, build);
      save();
    },
    removeBuild(buildId) {
      if (builds.delete(buildId)) save();
    },
    saveSession(session) {
      sessions.set(session.sessionId, session);
      save();
    },
    removeSession(sessionId) {
      if (sessions.delete(sessionId)) save();
    },
  };
}
