import * as z from 'zod/mini';
import { count, time } from '../../lib/messaging/catalog/fields.ts';

/** What a process and its children used at one moment. */
export const usageSample = z.looseObject({
  /** Milliseconds since the epoch, by the agent's clock; the timestamp of the status event too. */
  at: time,
  /** 100 is one core fully used. */
  cpuPercent: z.optional(count),
  memoryBytes: z.optional(count),
});
export type UsageSample = z.infer<typeof usageSample>;
