import * as z from 'zod/mini';
import { count, token } from '../../lib/messaging/catalog/fields.ts';

/** Of the agent's machine. */
const agentLoad = z.looseObject({
  /** 100 is all cores fully used. */
  cpuPercent: z.optional(count),
  memoryUsedBytes: z.optional(count),
  memoryBytes: z.optional(count),
});
export type AgentLoad = z.infer<typeof agentLoad>;

export const agentStatus = z.looseObject({
  /** For people. */
  name: z.optional(z.string()),
  /** An orderly stop ends with `stopped`. */
  state: z.optional(z.enum(['running', 'stopped'])),
  /** The publisher's promised interval between events while it runs. */
  heartbeatMs: z.optional(z.number().check(z.gt(0))),
  projects: z.optional(z.array(token)),
  version: z.optional(z.string()),
  load: z.optional(agentLoad),
  /** Running now. */
  builds: z.optional(count),
  sessions: z.optional(count),
});
