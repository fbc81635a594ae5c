import * as z from 'zod/mini';
import { count } from '../../lib/messaging/catalog/fields.ts';

const logLevels = ['debug', 'info', 'warn', 'error'] as const;
export const logLevel = z.enum(logLevels);
export type LogLevel = z.infer<typeof logLevel>;

/** Index of a line of the message, from 0, and what holds from there on. */
const run = <Value extends z.ZodMiniType>(value: Value) => z.tuple([count, value]);

/** Every log event: one line, or several joined by line breaks. */
export const logLines = {
  /** A final line break ends the last line. */
  message: z.string(),
  /** Of several lines, the most severe one's. */
  level: z.optional(logLevel),
  /** The levels of the lines, where they differ. */
  levels: z.optional(z.array(run(logLevel))),
  /** How many milliseconds after `timestamp` the lines were printed. */
  delays: z.optional(z.array(run(count))),
  /** The number of the first line in its log, from 1. */
  line: z.optional(count),
  stream: z.optional(z.enum(['stdout', 'stderr'])),
};
