import * as z from 'zod/mini';
import type { CommandOutput } from '../../src/catalogs/slate/index.ts';
import {
  CommandRefusal,
  isMessagingError,
  type MessagingClient,
  type Unsubscribe,
} from '../../src/lib/messaging/index.ts';
import { callApi, type ClientInternals, internalsOf } from '../../src/lib/messaging/internals.ts';

export type JetStreamFigures = CommandOutput<'monitor.read'>;

/** All pages that ask within this time get the same figures. */
const FRESH_MS = 1_000;
/** Pages of a list; each holds up to 256 entries. */
const MAX_PAGES = 8;

const accountInfo = z.looseObject({
  memory: z.number(),
  storage: z.number(),
  streams: z.number(),
  consumers: z.number(),
  limits: z.optional(
    z.looseObject({ max_memory: z.optional(z.number()), max_storage: z.optional(z.number()) }),
  ),
  api: z.optional(z.looseObject({ total: z.optional(z.number()), errors: z.optional(z.number()) })),
});

const page = { total: z.number(), limit: z.number() };
const streamPage = z.looseObject({
  ...page,
  streams: z.optional(
    z.nullable(
      z.array(
        z.looseObject({
          config: z.looseObject({
            name: z.string(),
            retention: z.optional(z.string()),
            max_bytes: z.optional(z.number()),
            max_age: z.optional(z.number()),
          }),
          state: z.looseObject({
            messages: z.number(),
            bytes: z.number(),
            consumer_count: z.number(),
            last_ts: z.optional(z.string()),
          }),
        }),
      ),
    ),
  ),
});
const consumerPage = z.looseObject({
  ...page,
  consumers: z.optional(
    z.nullable(
      z.array(
        z.looseObject({
          name: z.string(),
          config: z.looseObject({ durable_name: z.optional(z.string()) }),
          num_pending: z.number(),
          num_ack_pending: z.number(),
          num_redelivered: z.number(),
        }),
      ),
    ),
  ),
});

/** What JetStream says of the account, its streams and durable consumers. @throws MessagingError */
export async function readJetStream({ ask }: ClientInternals): Promise<JetStreamFigures> {
  const account = await callApi(ask, 'INFO', undefined, accountInfo);
  const streams = await readPages(async (offset) => {
    const { total, streams: found } = await callApi(ask, 'STREAM.LIST', { offset }, streamPage);
    return { total, found: found ?? [] };
  });
  const consumers = await Promise.all(
    streams.map(async ({ config: { name: stream }, state }) => {
      if (state.consumer_count === 0) return [];
      const all = await readPages(async (offset) => {
        const path = `CONSUMER.LIST.${stream}`;
        const { total, consumers: found } = await callApi(ask, path, { offset }, consumerPage);
        return { total, found: found ?? [] };
      });
      // The name of a page's own reader is enough to take its messages.
      return all
        .filter(({ config }) => config.durable_name !== undefined)
        .map((one) => ({
          stream,
          name: one.name,
          pending: one.num_pending,
          unacknowledged: one.num_ack_pending,
          redelivered: one.num_redelivered,
        }));
    }),
  );
  const { limits, api } = account;
  return {
    account: {
      memory: account.memory,
      storage: account.storage,
      maxMemory: limits?.max_memory ?? -1,
      maxStorage: limits?.max_storage ?? -1,
      streams: account.streams,
      consumers: account.consumers,
      apiCalls: api?.total ?? 0,
      apiErrors: api?.errors ?? 0,
    },
    streams: streams.map(({ config, state }) => {
      const lastAt = Date.parse(state.last_ts ?? '');
      return {
        name: config.name,
        messages: state.messages,
        bytes: state.bytes,
        maxBytes: config.max_bytes ?? -1,
        maxAgeMs: (config.max_age ?? 0) / 1e6,
        retention: config.retention ?? 'limits',
        ...(state.messages > 0 && lastAt > 0 ? { lastAt } : {}),
        consumers: state.consumer_count,
      };
    }),
    consumers: consumers.flat(),
  };
}

async function readPages<T>(
  read: (offset: number) => Promise<{ readonly total: number; readonly found: readonly T[] }>,
): Promise<T[]> {
  const all: T[] = [];
  for (let pages = 0; pages < MAX_PAGES; pages++) {
    const { total, found } = await read(all.length);
    all.push(...found);
    if (found.length === 0 || all.length >= total) break;
  }
  return all;
}

/** Answers pages that show the server's figures. Returns the undo. */
export function serveMonitor(
  client: MessagingClient,
  responder: Pick<MessagingClient, 'respond'>,
): Unsubscribe {
  let last: { readonly at: number; readonly answer: Promise<JetStreamFigures> } | null = null;
  return responder.respond(
    'monitor.read',
    {},
    async () => {
      const state = client.getState();
      if (state.status === 'live' && state.jetstream === 'off') {
        throw new CommandRefusal('not-found', 'JetStream is off on this server.');
      }
      if (!last || performance.now() - last.at > FRESH_MS) {
        last = { at: performance.now(), answer: readJetStream(internalsOf(client)) };
      }
      try {
        return await last.answer;
      } catch (error) {
        last = null;
        if (!isMessagingError(error)) throw error;
        throw new CommandRefusal('failed', 'The agent could not read the server’s figures.');
      }
    },
    { queue: 'slate-agents' },
  );
}
