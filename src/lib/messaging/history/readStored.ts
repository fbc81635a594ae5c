import { assertPattern, narrow } from '../catalog/subjects.ts';
import { type AnyClient, type ClientInternals, internalsOf } from '../clientInternals.ts';
import type { MessageHeaders } from '../connection/driver.ts';
import { isMessagingError, MessagingError } from '../errors.ts';
import { apiCodes, getStreamInfo, type StreamInfo } from './jetstream.ts';
import { findLastMessages } from './lastMessages.ts';
import { readMerged } from './mergedRead.ts';

/** A message as a stream keeps it, valid or not. */
export interface StoredMessage {
  readonly subject: string;
  /** Part of a larger buffer: what keeps it for long keeps a copy. */
  readonly body: Uint8Array;
  readonly headers: (() => MessageHeaders) | undefined;
  readonly seq: number;
  readonly storedAt: number;
}

export interface StoredRequest {
  readonly stream: string;
  readonly pattern: string;
  /** About the last so many messages, up to a fifth more. */
  readonly last: number;
  /** Of those below this sequence; left out, of all. */
  readonly before?: number;
  readonly signal: AbortSignal;
  /** In the order of the stream. */
  readonly onMessage: (message: StoredMessage) => void;
}

export interface StoredResult {
  /** The sequence that reading began with: what is older lies below. */
  readonly from: number;
  /** Nothing older is stored. */
  readonly isAll: boolean;
}

/**
 * Reads the last messages of a pattern that a stream keeps, without acks and without a trace.
 * Streams that drop what was consumed are not read: a consumer on them would be one more of those
 * that share out the messages.
 * @throws MessagingError 'invalid-token' | 'denied' | 'offline' | 'timeout' | 'no-responders' |
 * 'jetstream', and the signal's reason
 */
export async function readStored(
  client: AnyClient,
  { stream, pattern, last, before, signal, onMessage }: StoredRequest,
): Promise<StoredResult> {
  assertPattern(pattern);
  const internals = internalsOf(client);
  const info = await getStreamInfo(internals.ask, stream);
  assertUndisturbed(info);
  signal.throwIfAborted();
  const { first_seq: first, last_seq: end } = info.state;
  const upTo = Math.min(end, (before ?? end + 1) - 1);
  if (upTo < first) return { from: first, isAll: true };
  return withFilters(internals, stream, pattern, async (filters) => {
    const from = await findLastMessages(internals, info, filters, last, upTo + 1);
    const request = { stream, filters, upTo, signal, start: { kind: 'seq', seq: from } } as const;
    await readMerged(internals, {
      ...request,
      onOpen: () => {},
      onMessage: ({ subject, body, headers }, { streamSeq, storedAt }) => {
        if (streamSeq <= upTo) onMessage({ subject, body, headers, seq: streamSeq, storedAt });
      },
    });
    return { from, isAll: from <= first };
  });
}

function assertUndisturbed({ config: { name, retention = 'limits' } }: StreamInfo): void {
  if (retention === 'limits') return;
  const kind = retention === 'workqueue' ? 'a work queue' : 'a stream that drops what was consumed';
  const text = `${name} is ${kind}: reading it here could take messages from those they are for.`;
  throw new MessagingError('jetstream', text, { subject: name });
}

/** Servers before 2.10 take no filter that is wider than one of the stream's subjects. */
async function withFilters<Result>(
  { catalog }: ClientInternals,
  stream: string,
  pattern: string,
  read: (filters: readonly string[]) => Promise<Result>,
): Promise<Result> {
  try {
    return await read([pattern]);
  } catch (error) {
    if (!isMessagingError(error, 'jetstream') || error.apiCode !== apiCodes.filterNotSubset) {
      throw error;
    }
    const parts = catalog.streamSubjects(stream, pattern);
    return read(parts.map((subject) => narrow(pattern, subject)));
  }
}
