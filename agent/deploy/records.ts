import { join } from 'node:path';
import * as z from 'zod/mini';
import { dataFile } from '../dataFile.ts';

const step = z.discriminatedUnion('at', [
  z.object({ at: z.literal('validating') }),
  z.object({ at: z.literal('starting'), passes: z.number() }),
  z.object({ at: z.literal('switched'), until: z.number(), failures: z.number() }),
  z.object({ at: z.literal('completed') }),
  z.object({ at: z.literal('failed'), reason: z.string() }),
  z.object({ at: z.literal('rolled-back'), reason: z.string() }),
]);

/** What answers at a project's name. */
const live = z.object({
  entityId: z.string(),
  deploymentId: z.string(),
  /** When traffic was first sent to it. */
  since: z.number(),
});

const swap = z.object({
  swapId: z.string(),
  deploymentId: z.string(),
  /** What was live when it began. */
  from: z.nullable(live),
  toEntityId: z.string(),
  /** Of its build. */
  number: z.nullable(z.number()),
  reason: z.string(),
  /** Shown, never trusted. */
  initiatedBy: z.string(),
  startedAt: z.number(),
  /** Of the process that it has started, whose log says more. */
  sessionId: z.nullable(z.string()),
  step,
  /** Whether the event of its last step is stored. */
  published: z.boolean(),
});

const record = z.object({ live: z.nullable(live), swap: z.nullable(swap) });
export type LiveRecord = z.infer<typeof live>;
export type SwapRecord = z.infer<typeof swap>;
/** All that a killed agent has to know of a project's deployment. */
export type DeploymentRecord = z.infer<typeof record>;

export const noDeployment: DeploymentRecord = { live: null, swap: null };

export interface DeploymentRecords {
  get(projectId: string): DeploymentRecord;
  /** On disk when it returns. @throws Error of the file system */
  save(projectId: string, record: DeploymentRecord): void;
}

/** Opens `<dataDir>/deployments.json`. */
export function openDeploymentRecords(dataDir: string): DeploymentRecords {
  const file = dataFile(join(dataDir, 'deployments.json'), z.record(z.string(), record), {});
  const records = new Map(Object.entries(file.read()));
  return {
    get: (projectId) => records.get(projectId) ?? noDeployment,
    save(projectId, next) {
      if (next.live === null && next.swap === null) records.delete(projectId);
      else records.set(projectId, next);
      file.mustWrite(Object.fromEntries(records));
    },
  };
}
