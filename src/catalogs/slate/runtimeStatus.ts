import * as z from 'zod/mini';
import { time, token } from '../../lib/messaging/catalog/fields.ts';

export const runtimeStatus = z.looseObject({
  sessionId: token,
  projectId: token,
  /** It runs for a deployment. */
  deploymentId: z.optional(token),
  state: z.enum(['running', 'stopped', 'failed']),
  /** By the agent's clock. */
  startedAt: time,
  pid: z.optional(z.number()),
  uptimeMs: z.optional(z.number()),
  /** 100 is one core fully used. */
  cpuPercent: z.optional(z.number()),
  memoryBytes: z.optional(z.number()),
  exitCode: z.optional(z.nullable(z.number())),
});
export type RuntimeStatus = z.infer<typeof runtimeStatus>;
