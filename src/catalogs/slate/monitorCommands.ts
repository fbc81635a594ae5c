import * as z from 'zod/mini';
import { command } from '../../lib/messaging/catalog/commands.ts';
import { count } from '../../lib/messaging/catalog/fields.ts';

/** -1 is without limit. */
const limit = z.number();

const streamFigures = z.looseObject({
  name: z.string(),
  messages: count,
  bytes: count,
  maxBytes: limit,
  /** 0 keeps for ever. */
  maxAgeMs: z.number(),
  /** Such as limits or workqueue. */
  retention: z.string(),
  lastAt: z.optional(z.number()),
  consumers: count,
});

const consumerFigures = z.looseObject({
  stream: z.string(),
  name: z.string(),
  /** Messages that it has not delivered yet. */
  pending: count,
  /** Delivered and not acknowledged. */
  unacknowledged: count,
  redelivered: count,
});

export const monitorCommands = {
  /** The server's figures as agents may read them; names of pages' own readers are left out. */
  'monitor.read': command(
    'slate.svc.{userId}.monitor.read.all',
    z.looseObject({}),
    z.looseObject({
      account: z.looseObject({
        memory: count,
        storage: count,
        maxMemory: limit,
        maxStorage: limit,
        streams: count,
        consumers: count,
        apiCalls: count,
        apiErrors: count,
      }),
      streams: z.array(streamFigures),
      /** The durable ones. */
      consumers: z.array(consumerFigures),
    }),
    { repeatable: true },
  ),
} as const;
