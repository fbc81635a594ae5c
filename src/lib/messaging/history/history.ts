import type { Delivery, MessagingClient } from '../types.ts';
import type { DriverMessage } from '../connection/driver.ts';
import { MessagingError } from '../errors.ts';
import { DeferredMetricsReceiver } from '../subscribe/eventReceiver.ts';
import { getStreamInfo, type StoredPosition } from './jetstream.ts';
import { findLastMessages } from './lastMessages.ts';
import type { ConsumerStart } from './pullConsumer.ts';
import { openConsumer, readConsumer } from './readConsumer.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { Commands } from '../catalog/commands.ts';
import { type ClientInternals, internalsOf } from '../clientInternals.ts';
import type { RegisteredCatalog } from '../register.ts';
import { assertPattern, narrow } from '../catalog/subjects.ts';

/** A page that is bigger is cut. */
const MAX_PAGE_BYTES = 16 * 1024 * 1024;
/** How often a count is tried while others publish. */
const COUNT_ROUNDS = 10;

/** A stored event and its place among the page's messages, invalid ones included. */
export interface HistoryEntry<
  Pattern extends string = string,
  C extends Catalog = RegisteredCatalog,
> {
  readonly delivery: Delivery<Pattern, C>;
  /** Counted from 0. */
  readonly place: number;
}

export interface HistoryPage<
  Pattern extends string = string,
  C extends Catalog = RegisteredCatalog,
> {
  readonly entries: readonly HistoryEntry<Pattern, C>[];
  readonly messages: number;
  readonly nextSeq: number;
  /** Nothing was stored at `nextSeq` or later when the page was read. */
  readonly atEnd: boolean;
  /** It ended at its limit, or because it was big: more of what was asked for follows. */
  readonly isCut: boolean;
  /** Counts invalid messages in the metrics; not for a page that is read again. */
  readonly count: () => void;
}

export interface PageRequest {
  /** The first sequence, or the time from which messages were stored. */
  readonly from: number | { readonly time: number };
  /** The page ends before this sequence, or with the stream. */
  readonly before?: number;
  /** Messages at most; big ones make it fewer. */
  readonly limit: number;
  /** How many messages an event counts as: one log event may hold a thousand lines. */
  readonly weigh?: (event: Readonly<Record<string, unknown>>) => number;
  readonly signal?: AbortSignal;
}

export interface HistoryBounds {
  readonly firstSeq: number;
  readonly lastSeq: number;
  /** When the stream was made: sequences mean nothing in another. */
  readonly created: string;
}

/**
 * Pages of what a stream keeps of one subject. All reject with MessagingError 'offline'
 * 'timeout'
 * 'denied'
 * 'jetstream'
 * 'no-responders'
 * 'invalid-reply'.
 */
export interface History<Pattern extends string = string, C extends Catalog = RegisteredCatalog> {
  bounds(): Promise<HistoryBounds>;
  read(request: PageRequest): Promise<HistoryPage<Pattern, C>>;
  /** The sequence from which about the last `wanted` messages follow. */
  seqOfLast(wanted: number): Promise<number>;
  /**
   * Messages with a sequence from `from` up to below `before`; null while messages arrive too fast
   * to count.
   */
  count(from: number, before: number): Promise<number | null>;
}

/**
 * @throws MessagingError 'invalid-token' unless the pattern is of one subject that a stream keeps
 */
export function openHistory<const Pattern extends string, C extends Catalog, K extends Commands>(
  client: MessagingClient<C, K>,
  pattern: Pattern,
): History<Pattern, C> {
  assertPattern(pattern);
  const internals = internalsOf(client);
  const { catalog } = internals;
  const [stream, ...others] = catalog.streamsFor(pattern);
  const subjects = catalog.streamSubjects(stream ?? null, pattern);
  const [subject] = subjects;
  if (stream === undefined || subject === undefined || others.length + subjects.length > 1) {
    throw new MessagingError('invalid-token', `No stream keeps ${pattern} under one subject.`);
  }
  return new StreamHistory<Pattern, C>(internals, stream, narrow(pattern, subject));
}

class StreamHistory<Pattern extends string, C extends Catalog> implements History<Pattern, C> {
  readonly #internals: ClientInternals;
  readonly #stream: string;
  readonly #filter: string;

  constructor(internals: ClientInternals, stream: string, filter: string) {
    this.#internals = internals;
    this.#stream = stream;
    this.#filter = filter;
  }

  async bounds(): Promise<HistoryBounds> {
    const { state, created } = await getStreamInfo(this.#internals.ask, this.#stream);
    return { firstSeq: Math.max(1, state.first_seq), lastSeq: state.last_seq, created };
  }

  async seqOfLast(wanted: number): Promise<number> {
    const info = await getStreamInfo(this.#internals.ask, this.#stream);
    return findLastMessages(this.#internals, info, [this.#filter], wanted);
  }

  async count(from: number, before: number): Promise<number | null> {
    if (before <= from) return 0;
    const pending = async (seq: number) => {
      const reader = await this.#open({ kind: 'seq', seq });
      reader.close();
      return reader.pending;
    };
    for (let round = 0; round < COUNT_ROUNDS; round++) {
      // Sent together, answered in order: if the outer two agree, nothing was stored in between.
      const [first, rest, last] = await Promise.all([from, before, from].map(pending));
      if (first !== undefined && first === last) return first - (rest ?? 0);
    }
    return null;
  }

  async read({
    from,
    before,
    limit,
    weigh,
    signal,
  }: PageRequest): Promise<HistoryPage<Pattern, C>> {
    signal?.throwIfAborted();
    const start: ConsumerStart =
      typeof from === 'number'
        ? { kind: 'seq', seq: Math.max(1, from) }
        : { kind: 'time', time: from.time };
    const consumer = await this.#open(start);
    const page = new PageBuilder<Pattern, C>(
      typeof from === 'number' ? from : 1,
      new DeferredMetricsReceiver(this.#internals),
      weigh,
    );
    const end = before ?? Infinity;
    let isCut = false;
    const atEnd = await readConsumer(this.#internals, consumer, {
      batch: limit,
      signal,
      onMessage(message, position) {
        const { streamSeq, pending } = position;
        if (streamSeq >= end) return 'enough';
        page.add(message, position);
        const isFull = page.weight >= limit || page.bytes >= MAX_PAGE_BYTES;
        isCut = isFull && pending > 0 && streamSeq + 1 < end;
        return isFull && pending > 0 ? 'enough' : 'more';
      },
    });
    return page.end({ atEnd, isCut });
  }

  #open(start: ConsumerStart) {
    return openConsumer(this.#internals, { stream: this.#stream, filter: this.#filter, start });
  }
}

class PageBuilder<Pattern extends string, C extends Catalog> {
  messages = 0;
  bytes = 0;
  weight = 0;
  readonly #entries: HistoryEntry<Pattern, C>[] = [];
  readonly #receiver: DeferredMetricsReceiver;
  #nextSeq: number;
  readonly #weigh: NonNullable<PageRequest['weigh']>;

  constructor(
    firstSeq: number,
    receiver: DeferredMetricsReceiver,
    weigh: PageRequest['weigh'] = () => 1,
  ) {
    this.#nextSeq = firstSeq;
    this.#receiver = receiver;
    this.#weigh = weigh;
  }

  add(message: DriverMessage, { streamSeq, storedAt }: StoredPosition): void {
    const place = this.messages;
    this.messages += 1;
    this.bytes += message.body.length;
    this.#nextSeq = streamSeq + 1;
    const received = this.#receiver.receive(message);
    this.weight += received === null ? 1 : this.#weigh(received.event);
    if (received === null) return;
    const { event, name } = received;
    const meta = { name, subject: message.subject, seq: streamSeq, storedAt, replayed: true };
    // What the receiver accepted under this subject is an event of the pattern.
    this.#entries.push({ delivery: { event, meta } as unknown as Delivery<Pattern, C>, place });
  }

  end(how: Pick<HistoryPage, 'atEnd' | 'isCut'>): HistoryPage<Pattern, C> {
    return {
      entries: this.#entries,
      messages: this.messages,
      nextSeq: this.#nextSeq,
      ...how,
      count: this.#receiver.count,
    };
  }
}
