import { setTimeout as sleep } from 'node:timers/promises';
import { v7 as uuidv7 } from 'uuid';
import type { KeyValue } from '../../broker/keyValue.ts';
import {
  CommandRefusal,
  isMessagingError,
  type MessagingClient,
} from '../../../src/lib/messaging/index.ts';
import { type StoredProject, storedProject } from './record.ts';

const WRITE_TRIES = 3;
const RETRY_MS = 500;
/** A list of projects must not wait for records longer than a page waits for the list. */
const PEEK_MS = 1_500;

/** What the bucket holds of a project now. */
export type Found =
  | { readonly kind: 'record'; readonly record: StoredProject; readonly revision: number }
  /** Written by something else than this version understands. */
  | { readonly kind: 'unknown'; readonly revision: number }
  | { readonly kind: 'deleted'; readonly revision: number }
  | { readonly kind: 'none'; readonly revision: 0 };

export type Known = Extract<Found, { kind: 'record' }>;

/** The records of projects. Every write names the revision that it replaces. */
export interface RecordStore {
  /** @throws CommandRefusal 'failed' in words, if records can't be written now */
  assertWritable(): void;
  /** @throws MessagingError */
  read(projectId: string): Promise<Found>;
  /** For showing: what was read last if the server does not answer soon, null if nothing was. */
  peek(projectId: string): Promise<Known | null>;
  /** What was read last of a project that the bucket holds nothing of any more: it lost its disk. */
  remembered(projectId: string): StoredProject | null;
  /**
   * @returns the new revision, or null if somebody else has written since
   * @throws MessagingError; after 'timeout' and 'offline' it may be written all the same
   */
  write(record: StoredProject, replaces: number): Promise<number | null>;
  /** Like write. */
  remove(projectId: string, replaces: number): Promise<number | null>;
}

export function createRecordStore(
  client: Pick<MessagingClient, 'getState'>,
  kv: Pick<KeyValue, 'get' | 'put' | 'remove'>,
): RecordStore {
  const lastKnown = new Map<string, Known>();

  const read = async (projectId: string): Promise<Found> => {
    const kept = await kv.get(projectId);
    if (kept.kind === 'none') return kept;
    lastKnown.delete(projectId);
    if (kept.kind === 'deleted') return kept;
    const { revision } = kept;
    const parsed = storedProject.safeParse(kept.value);
    if (!parsed.success || parsed.data.projectId !== projectId)
      return { kind: 'unknown', revision };
    const known: Known = { kind: 'record', record: parsed.data, revision };
    lastKnown.set(projectId, known);
    return known;
  };

  const persist = async (write: (writeId: string) => ReturnType<KeyValue['put']>) => {
    const writeId = uuidv7();
    for (let left = WRITE_TRIES; ; left--) {
      try {
        const outcome = await write(writeId);
        return outcome.kind === 'written' ? outcome.revision : null;
      } catch (error) {
        // It may be stored all the same; its id tells our second try from somebody else's write.
        if (left <= 1 || !isMessagingError(error, 'offline', 'timeout', 'no-responders')) {
          throw error;
        }
        await sleep(RETRY_MS);
      }
    }
  };

  return {
    assertWritable() {
      const state = client.getState();
      if (state.status !== 'live') {
        throw new CommandRefusal('failed', 'The agent has no connection now: try again.');
      }
      if (state.jetstream === 'off') {
        throw new CommandRefusal(
          'failed',
          'Projects can’t be changed without JetStream, which keeps their records: turn it on in nats-server.conf.',
        );
      }
    },
    read,
    async peek(projectId) {
      const state = client.getState();
      const before = lastKnown.get(projectId) ?? null;
      if (state.status !== 'live' || state.jetstream === 'off') return before;
      const late = new AbortController();
      try {
        return await Promise.race([
          read(projectId).then((found) => (found.kind === 'record' ? found : null)),
          sleep(PEEK_MS, before, { signal: late.signal }),
        ]);
      } catch {
        return before;
      } finally {
        late.abort();
      }
    },
    remembered: (projectId) => lastKnown.get(projectId)?.record ?? null,
    write: (record, replaces) =>
      persist((writeId) => kv.put(record.projectId, record, replaces, writeId)),
    remove: (projectId, replaces) => persist((writeId) => kv.remove(projectId, replaces, writeId)),
  };
}
