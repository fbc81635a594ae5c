import * as z from 'zod/mini';
import { MessagingError } from '../../src/lib/messaging/index.ts';
import {
  apiCodes,
  callApi,
  type ClientInternals,
  encodeJson,
  publishStored,
} from '../../src/lib/messaging/internals.ts';
import { getStored } from './storedMessage.ts';

/** A key's present value. */
export interface KvValue {
  readonly kind: 'value';
  /** Undefined if the body is no JSON. */
  readonly value: unknown;
  /** What the next write of this key must name. */
  readonly revision: number;
  /** By the server's clock, milliseconds since the epoch. */
  readonly storedAt: number;
}

/** What a bucket holds of a key: a value, the mark that it was deleted, or nothing at all. */
export type KvEntry =
  | KvValue
  | { readonly kind: 'deleted'; readonly revision: number }
  | { readonly kind: 'none'; readonly revision: 0 };

/** A write came too late: the key was written since. */
export type WriteOutcome =
  | { readonly kind: 'written'; readonly revision: number }
  | { readonly kind: 'outdated' };

const streamSubjects = z.looseObject({
  state: z.looseObject({ subjects: z.optional(z.nullable(z.record(z.string(), z.number()))) }),
});

/**
 * A key-value bucket (the stream `KV_<bucket>`, ADR-8) in which every write names the revision that
 * it replaces, so that of two writers exactly one wins. Reads come from the stream's leader. All
 * methods throw MessagingError 'offline' | 'timeout' | 'denied' | 'no-responders' | 'jetstream'.
 */
export class KeyValue {
  readonly #link: ClientInternals;
  readonly #bucket: string;

  constructor(link: ClientInternals, bucket: string) {
    this.#link = link;
    this.#bucket = bucket;
  }

  /** @param key one token */
  async get(key: string): Promise<KvEntry> {
    const message = await this.#last(key);
    if (!message) return { kind: 'none', revision: 0 };
    const { seq: revision, storedAt, headers, value } = message;
    const isMark = ['DEL', 'PURGE'].includes(headers.get('kv-operation') ?? '');
    return isMark ? { kind: 'deleted', revision } : { kind: 'value', value, revision, storedAt };
  }

  /** The keys that match a pattern of tokens, those whose value was deleted too. */
  async keys(pattern: string): Promise<string[]> {
    const request = { subjects_filter: this.#subject(pattern) };
    const path = `STREAM.INFO.KV_${this.#bucket}`;
    const { state } = await callApi(this.#link.ask, path, request, streamSubjects);
    return Object.keys(state.subjects ?? {}).map((subject) =>
      subject.slice(this.#subject('').length),
    );
  }

  /**
   * @param replaces the revision of what is there; 0 for a key that was never written
   * @param writeId the same for every try of one write, so that a try whose answer was lost does
   * not look like somebody else's
   */
  put(key: string, value: unknown, replaces: number, writeId: string): Promise<WriteOutcome> {
    return this.#write(key, encodeJson(value), replaces, writeId, {});
  }

  /** Leaves a mark that the key was deleted; what it held stays in its history. */
  remove(key: string, replaces: number, writeId: string): Promise<WriteOutcome> {
    return this.#write(key, new Uint8Array(), replaces, writeId, { 'KV-Operation': 'DEL' });
  }

  async #write(
    key: string,
    body: Uint8Array,
    replaces: number,
    writeId: string,
    headers: Readonly<Record<string, string>>,
  ): Promise<WriteOutcome> {
    try {
      const { seq } = await publishStored(this.#link.ask, this.#subject(key), body, writeId, {
        'Nats-Expected-Last-Subject-Sequence': String(replaces),
        ...headers,
      });
      return { kind: 'written', revision: seq };
    } catch (error) {
      if (!(error instanceof MessagingError)) throw error;
      if (error.apiCode !== apiCodes.wrongLastSequence) throw error;
      // Newer servers look at the sequence before they look for repeats.
      const last = await this.#last(key);
      return last?.headers.get('nats-msg-id') === writeId
        ? { kind: 'written', revision: last.seq }
        : { kind: 'outdated' };
    }
  }

  #last(key: string) {
    return getStored(this.#link, `KV_${this.#bucket}`, { last_by_subj: this.#subject(key) });
  }

  #subject(key: string): string {
    return `$KV.${this.#bucket}.${key}`;
  }
}
