import * as z from 'zod/mini';
import { MessagingError } from '../../src/lib/messaging/index.ts';
import {
  apiCodes,
  callApi,
  type ClientInternals,
  tryDecodeJson,
} from '../../src/lib/messaging/internals.ts';

const reply = z.looseObject({
  message: z.looseObject({
    seq: z.number(),
    time: z.string(),
    data: z.optional(z.string()),
    hdrs: z.optional(z.string()),
  }),
});

export interface StoredMessage {
  readonly seq: number;
  /** By the server's clock, milliseconds since the epoch. */
  readonly storedAt: number;
  /** Undefined if the body is no JSON. */
  readonly value: unknown;
  /** By name in lower case. */
  readonly headers: ReadonlyMap<string, string>;
}

type Query =
  | { readonly last_by_subj: string }
  | { readonly seq: number; readonly next_by_subj: string };

/** One message from the stream's leader; null if there is none. */
export async function getStored(
  { ask }: ClientInternals,
  stream: string,
  query: Query,
): Promise<StoredMessage | null> {
  try {
    const { message } = await callApi(ask, `STREAM.MSG.GET.${stream}`, query, reply);
    const { seq, time, data = '', hdrs = '' } = message;
    const body = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
    const storedAt = parseTime(time);
    return { seq, storedAt, value: tryDecodeJson(body), headers: readHeaders(atob(hdrs)) };
  } catch (error) {
    if (error instanceof MessagingError && error.apiCode === apiCodes.messageNotFound) return null;
    throw error;
  }
}

/** With what the server says below a millisecond: two messages may be that close. */
function parseTime(time: string): number {
  const below = /\.\d{3}(\d+)/.exec(time)?.[1] ?? '';
  return Date.parse(time) + Number(`0.${below}`);
}

/** `Name: value` lines after a version line. */
function readHeaders(block: string): ReadonlyMap<string, string> {
  const lines = block.split('\r\n').slice(1);
  return new Map(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
    }),
  );
}
