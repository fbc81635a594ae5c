import * as z from 'zod/mini';
import { count, time } from '../../lib/messaging/catalog/fields.ts';

/** A process with its children. */
export const usageSample = z.looseObject({
  /** By the agent's clock; also the timestamp of the status event. */
  at: time,
  /** 100 is one core fully used. */
  cpuPercent: z.optional(count),
  memoryBytes: z.optional(count),
});
export type UsageSample = z.infer<typeof usageSample>;
