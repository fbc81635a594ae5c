import * as z from 'zod/mini';
import { decodeJson, encodeJson } from '../catalog/codec.ts';
import type { DriverMessage } from '../connection/driver.ts';
import { MessagingError } from '../errors.ts';

export type Ask = (
  subject: string,
  body: Uint8Array,
  timeoutMs: number,
  headers?: Readonly<Record<string, string>>,
) => Promise<DriverMessage>;

const API_TIMEOUT_MS = 5_000;

/** The err_codes that decide something here (server/errors.json of nats-server). */
export const apiCodes = {
  streamNotFound: 10059,
  consumerNotFound: 10014,
  messageNotFound: 10037,
  filterNotSubset: 10093,
  messageTooLarge: 10054,
  headersTooLarge: 10097,
  wrongLastSequence: 10071,
} as const;

/** No leader for JetStream, the stream or the consumer (10008, 10118, 10119); an election ends it. */
const leaderlessCodes: ReadonlySet<number | undefined> = new Set([10008, 10118, 10119]);

const apiError = z.looseObject({
  error: z.looseObject({
    code: z.number(),
    err_code: z.optional(z.number()),
    description: z.optional(z.string()),
  }),
});

function decodeReply(subject: string, body: Uint8Array): unknown {
  try {
    return decodeJson(body);
  } catch (cause) {
    throw new MessagingError('invalid-reply', 'The server did not answer with JSON.', {
      subject,
      cause,
    });
  }
}

/** @throws MessagingError 'jetstream' with err_code, or 'no-responders' while there is no leader */
function refuseApiError(subject: string, value: unknown): void {
  const failed = apiError.safeParse(value);
  if (!failed.success) return;
  const { err_code: apiCode, description, code } = failed.data.error;
  const kind = leaderlessCodes.has(apiCode) ? 'no-responders' : 'jetstream';
  throw new MessagingError(kind, description ?? `JetStream error ${code}`, {
    subject,
    ...(apiCode === undefined ? {} : { apiCode }),
  });
}

/**
 * One call of the JetStream API (ADR-1), `$JS.API.<path>`.
 * @throws MessagingError 'jetstream' with apiCode, 'no-responders' when JetStream is off or has no
 * leader yet, and whatever `ask` throws.
 */
export async function callApi<Schema extends z.ZodMiniType>(
  ask: Ask,
  path: string,
  input: unknown,
  schema: Schema,
  timeoutMs = API_TIMEOUT_MS,
): Promise<z.output<Schema>> {
  const subject = `$JS.API.${path}`;
  const body = input === undefined ? new Uint8Array() : encodeJson(input);
  const reply = await ask(subject, body, timeoutMs);
  const value = decodeReply(subject, reply.body);
  refuseApiError(subject, value);
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    throw new MessagingError('invalid-reply', 'The server answered in an unknown shape.', {
      subject,
      cause: parsed.error,
    });
  }
  return parsed.data;
}

const pubAck = z.looseObject({
  stream: z.string(),
  seq: z.number(),
  duplicate: z.optional(z.boolean()),
});

/**
 * Publishes to a stream and waits for its ack.
 * @param headers conditions, such as the expected last sequence
 * @throws MessagingError 'no-responders' without a stream, 'timeout', 'offline', 'denied',
 * 'jetstream'
 */
export async function publishStored(
  ask: Ask,
  subject: string,
  body: Uint8Array,
  messageId: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ readonly seq: number; readonly duplicate: boolean }> {
  const reply = await ask(subject, body, API_TIMEOUT_MS, { 'Nats-Msg-Id': messageId, ...headers });
  const value = decodeReply(subject, reply.body);
  refuseApiError(subject, value);
  const ack = pubAck.safeParse(value);
  if (!ack.success) {
    throw new MessagingError('invalid-reply', 'The answer is no publish ack.', { subject });
  }
  return { seq: ack.data.seq, duplicate: ack.data.duplicate ?? false };
}

const streamConfig = z.looseObject({
  name: z.string(),
  subjects: z.optional(z.array(z.string())),
  retention: z.optional(z.string()),
  max_age: z.optional(z.number()),
  max_bytes: z.optional(z.number()),
  duplicate_window: z.optional(z.number()),
});

export const streamInfo = z.looseObject({
  config: streamConfig,
  created: z.string(),
  state: z.looseObject({
    messages: z.number(),
    first_seq: z.number(),
    first_ts: z.optional(z.string()),
    last_seq: z.number(),
  }),
});
export type StreamInfo = z.infer<typeof streamInfo>;

export function getStreamInfo(ask: Ask, stream: string, timeoutMs?: number): Promise<StreamInfo> {
  return callApi(ask, `STREAM.INFO.${stream}`, undefined, streamInfo, timeoutMs);
}

export const nanoseconds = (ms: number): number => Math.round(ms * 1e6);

/** A message's place in its stream, from its reply subject. */
export interface StoredPosition {
  /** How often it was delivered, this time included. */
  readonly deliveries: number;
  readonly streamSeq: number;
  readonly consumerSeq: number;
  /** Milliseconds since the epoch. */
  readonly storedAt: number;
  /** Messages of this consumer still to come. */
  readonly pending: number;
}

/** Parses `$JS.ACK.…` (nine tokens, or eleven and more with domain and account; ADR-15). */
export function parsePosition(reply: string | undefined): StoredPosition | null {
  if (!reply?.startsWith('$JS.ACK.')) return null;
  const tokens = reply.split('.');
  const offset = tokens.length >= 11 ? 6 : 4;
  const [deliveries, streamSeq, consumerSeq, time, pending] = tokens
    .slice(offset, offset + 5)
    .map(Number);
  const position = { deliveries, streamSeq, consumerSeq, storedAt: Number(time) / 1e6, pending };
  return Object.values(position).every(Number.isFinite) ? (position as StoredPosition) : null;
}
