import { v7 as uuidv7 } from 'uuid';
import type { KeyValue } from '../../broker/keyValue.ts';
import { CommandRefusal, type MessagingClient } from '../../../src/lib/messaging/index.ts';
import { isUnanswered, retry } from '../../retry.ts';
import { type StoredProject, storedProject } from './record.ts';

/** A second try that follows a first one which was stored all the same has the same write id. */
const WRITES = { tries: 3, pauseMs: 500, when: isUnanswered };

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
  /** What was read last, also if the bucket has lost it since; null if nothing was. */
  lastKnown(projectId: string): Known | null;
  /**
   * @returns the new revision, or null after another write since
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
    const outcome = await retry(() => write(writeId), WRITES);
    return outcome.kind === 'written' ? outcome.revision : null;
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
    lastKnown: (projectId) => lastKnown.get(projectId) ?? null,
    write: (record, replaces) =>
      persist((writeId) => kv.put(record.projectId, record, replaces, writeId)),
    remove: (projectId, replaces) => persist((writeId) => kv.remove(projectId, replaces, writeId)),
  };
}
