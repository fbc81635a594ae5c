import { narrow, patternsOverlap, subjectMatches } from '../catalog/subjects.ts';
import type { ClientInternals } from '../clientInternals.ts';
import type { DriverMessage } from '../connection/driver.ts';
import { isMessagingError } from '../errors.ts';
import { apiCodes, getStreamInfo, type StreamInfo } from '../history/jetstream.ts';
import { findLastMessages } from '../history/lastMessages.ts';
import type { ConsumerStart } from '../history/pullConsumer.ts';
import { openConsumer, readConsumer } from '../history/readConsumer.ts';
import { DeferredMetricsReceiver } from '../subscribe/eventReceiver.ts';
import type { Delivery, FollowFrom } from '../types.ts';
import { compareStored, type StoredAt, type TimeRange } from './place.ts';

/** A stored message; null instead of an event if it is invalid, a copy, or was not asked for. */
export interface RangeItem extends StoredAt {
  readonly delivery: Delivery | null;
}

/** The next sequence of each part. */
export type RangeCursor = readonly number[];

export interface RangePage {
  readonly items: readonly RangeItem[];
  readonly next: RangeCursor;
  readonly isLast: boolean;
}

export interface RangeStart {
  readonly cursor: RangeCursor;
  /** Messages from there up to the range's begin, and within the range. */
  readonly before: number;
  readonly within: number;
  /** Until when the server has removed what was stored in the range; null for nothing. */
  readonly removedUntil: number | null;
}

export interface RangeReaderOptions {
  readonly internals: ClientInternals;
  readonly patterns: readonly string[];
  /** Reads this stream alone. */
  readonly stream?: string | undefined;
  readonly range: TimeRange;
}

/** A filter over one stream. */
interface Part {
  readonly stream: string;
  readonly filter: string;
}

interface PartStart extends Omit<RangeStart, 'cursor'> {
  readonly parts: readonly Part[];
  readonly cursor: RangeCursor;
}

interface RawItem extends StoredAt {
  readonly message: DriverMessage;
  readonly part: number;
}

/** Reads what streams keep of patterns, up to the end of a range, joined on one time line. */
export class RangeReader {
  readonly #options: RangeReaderOptions;
  #parts: readonly Part[] = [];

  constructor(options: RangeReaderOptions) {
    this.#options = options;
  }

  /**
   * Finds where reading begins; comes before `read`.
   * @param from as of the range's begin
   * @throws MessagingError as History's methods do
   */
  async start(from: FollowFrom): Promise<RangeStart> {
    const { internals, patterns, stream } = this.#options;
    const streams = [...new Set(patterns.flatMap((one) => internals.catalog.streamsFor(one)))];
    const wanted = streams.filter((one) => stream === undefined || one === stream);
    const starts = await Promise.all(wanted.map((one) => this.#startOf(one, from)));
    this.#parts = starts.flatMap(({ parts }) => parts);
    const removed = starts.flatMap(({ removedUntil }) => removedUntil ?? []);
    return {
      cursor: starts.flatMap(({ cursor }) => cursor),
      before: sum(starts.map(({ before }) => before)),
      within: sum(starts.map(({ within }) => within)),
      removedUntil: removed.length === 0 ? null : Math.max(...removed),
    };
  }

  /** @throws MessagingError as History's methods do, and the signal's reason */
  async read(cursor: RangeCursor, limit: number, signal: AbortSignal): Promise<RangePage> {
    const read = await Promise.all(
      this.#parts.map((_, index) => this.#readPart(index, cursor[index] ?? 1, limit, signal)),
    );
    const open = read.filter(({ isLast }) => !isLast);
    // What a part has not read yet may come before what another one has.
    const bounds = open.flatMap(({ items }) => items.at(-1) ?? []);
    const isCertain = (item: RawItem) => bounds.every((bound) => compareStored(item, bound) <= 0);
    const all = read.flatMap(({ items }) => items).sort(compareStored);
    const certain = open.length === 0 ? all : all.filter(isCertain);
    const next = cursor.map((seq, index) => {
      const taken = certain.findLast(({ part }) => part === index);
      return taken ? taken.seq + 1 : seq;
    });
    return { items: this.#decode(certain), next, isLast: open.length === 0 };
  }

  #decode(items: readonly RawItem[]): RangeItem[] {
    const { internals, patterns } = this.#options;
    // One per page: a page that is read again holds no copies of itself.
    const receiver = new DeferredMetricsReceiver(internals);
    let last: RawItem | undefined;
    return items.flatMap((item): RangeItem[] => {
      const { message, stream, seq, storedAt } = item;
      // Filters of one stream may overlap.
      if (last?.stream === stream && last.seq === seq) return [];
      last = item;
      const isWanted = patterns.some((pattern) => subjectMatches(pattern, message.subject));
      const received = isWanted ? receiver.receive(message) : null;
      if (received === null) return [{ stream, seq, storedAt, delivery: null }];
      const { name, event } = received;
      const meta = { name, subject: message.subject, seq, storedAt, replayed: true };
      // What the receiver accepted under this subject is an event of the pattern.
      return [{ stream, seq, storedAt, delivery: { event, meta } as unknown as Delivery }];
    });
  }

  async #readPart(part: number, from: number, limit: number, signal: AbortSignal) {
    const { internals, range } = this.#options;
    const { stream, filter } = this.#parts[part] ?? { stream: '', filter: '' };
    const start = { kind: 'seq', seq: Math.max(1, from) } as const;
    const consumer = await openConsumer(internals, { stream, filter, start });
    const items: RawItem[] = [];
    let isBeyond = false;
    const isOver = await readConsumer(internals, consumer, {
      batch: limit,
      signal,
      onMessage(message, { streamSeq, storedAt, pending }) {
        if (storedAt > range.to) {
          isBeyond = true;
          return 'enough';
        }
        items.push({ message, part, stream, seq: streamSeq, storedAt });
        return items.length >= limit && pending > 0 ? 'enough' : 'more';
      },
    });
    return { items, isLast: isOver || isBeyond };
  }

  async #startOf(stream: string, from: FollowFrom): Promise<PartStart> {
    const { internals, patterns } = this.#options;
    const subjects = internals.catalog.streamSubjects(stream);
    const own = (pattern: string) =>
      subjects
        .filter((subject) => patternsOverlap(subject, pattern))
        .map((s) => narrow(pattern, s));
    try {
      const filters = patterns.flatMap((pattern) => {
        const narrowed = own(pattern);
        return narrowed.length > 1 ? [pattern] : narrowed;
      });
      return await this.#startParts(stream, filters, from);
    } catch (error) {
      if (!isMessagingError(error, 'jetstream')) throw error;
      if (error.apiCode === apiCodes.streamNotFound) {
        return { parts: [], cursor: [], before: 0, within: 0, removedUntil: null };
      }
      // Servers before 2.10 take no filter over several of a stream's subjects.
      if (error.apiCode !== apiCodes.filterNotSubset) throw error;
      return this.#startParts(stream, patterns.flatMap(own), from);
    }
  }

  async #startParts(
    stream: string,
    filters: readonly string[],
    from: FollowFrom,
  ): Promise<PartStart> {
    const { internals, range } = this.#options;
    const info = await getStreamInfo(internals.ask, stream);
    const seqs = filters.map((filter) => this.#firstSince(info, filter, range.from));
    const firsts = await Promise.all(seqs);
    const begin = Math.min(info.state.last_seq + 1, ...firsts);
    const cursor = await this.#cursorOf(info, filters, from, firsts, begin);
    const count = async (places: readonly number[]) =>
      sum(await Promise.all(filters.map((filter, i) => this.#pending(stream, filter, places[i]))));
    const after = filters.map((filter) => this.#firstSince(info, filter, range.to + 1));
    const [all, since, later] = await Promise.all([
      count(cursor),
      count(firsts),
      Promise.all(after).then(count),
    ]);
    const firstTime = Date.parse(info.state.first_ts ?? '');
    const isEmpty = info.state.messages === 0;
    const isCut = info.state.first_seq > 1 && (isEmpty || firstTime > range.from);
    return {
      parts: filters.map((filter) => ({ stream, filter })),
      cursor,
      before: all - since,
      within: since - later,
      removedUntil: isCut ? (isEmpty ? range.to : Math.min(firstTime, range.to)) : null,
    };
  }

  async #cursorOf(
    info: StreamInfo,
    filters: readonly string[],
    from: FollowFrom,
    firsts: RangeCursor,
    begin: number,
  ): Promise<RangeCursor> {
    const all = (seq: number) => filters.map(() => seq);
    if (from === 'new') return firsts;
    // The last ones as of then can’t be asked for: all are read that led to them.
    if (from === 'all' || from === 'last-per-subject') return all(1);
    if ('seq' in from) return all(from.seq);
    if ('time' in from) {
      return Promise.all(filters.map((filter) => this.#firstSince(info, filter, from.time)));
    }
    return all(await findLastMessages(this.#options.internals, info, filters, from.last, begin));
  }

  /** The first sequence of a filter that was stored at a time or later. */
  async #firstSince(info: StreamInfo, filter: string, time: number): Promise<number> {
    const stream = info.config.name;
    const { internals } = this.#options;
    const start: ConsumerStart = { kind: 'time', time };
    const consumer = await openConsumer(internals, { stream, filter, start });
    let first = info.state.last_seq + 1;
    await readConsumer(internals, consumer, {
      batch: 1,
      onMessage(_, { streamSeq }) {
        first = streamSeq;
        return 'enough';
      },
    });
    return first;
  }

  async #pending(stream: string, filter: string, seq = 1): Promise<number> {
    const start = { kind: 'seq', seq: Math.max(1, seq) } as const;
    const consumer = await openConsumer(this.#options.internals, { stream, filter, start });
    consumer.close();
    return consumer.pending;
  }
}

const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);
