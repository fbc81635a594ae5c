import { isMessagingError } from '../errors.ts';
import type { Delivery } from '../types.ts';
import type { KnownTimeLine, ReplayPosition, ReplayTarget } from './machine.ts';
import type { ReplayMoment, StoredAt, TimeRange } from './place.ts';
import type { RangeItem, RangeReader } from './rangeReader.ts';

const PAGE = 2_000;
/** More would fill the page's memory. */
const MOST_MESSAGES = 500_000;

/** What a reader wants to find on the time line. */
export interface ReplayMark {
  /** The number of its message, from 1. */
  readonly index: number;
  readonly kind: 'failure' | 'gap';
  readonly text: string;
}

/** Marks what stands out; called with each event in order. Null for nothing. */
export type MarkEvent = (delivery: Delivery) => Omit<ReplayMark, 'index'> | null;

export type TimeLineProgress =
  | { readonly kind: 'loading' }
  | { readonly kind: 'offline' }
  /** `isCut`: the range holds more than can be shown. */
  | { readonly kind: 'loaded'; readonly isCut: boolean }
  | { readonly kind: 'failed'; readonly error: Error };

export interface TimeLineOptions {
  readonly reader: Pick<RangeReader, 'start' | 'read'>;
  readonly range: TimeRange;
  readonly isStep: (delivery: Delivery) => boolean;
  readonly mark: MarkEvent;
  readonly untilLive: (signal: AbortSignal) => Promise<void>;
  readonly onChange: () => void;
}

/** The messages of a range in order, read ahead page by page. */
export class TimeLine implements KnownTimeLine {
  readonly #options: TimeLineOptions;
  readonly #ended = new AbortController();
  readonly #times: number[] = [];
  readonly #streams: string[] = [];
  readonly #seqs: number[] = [];
  #marks: readonly ReplayMark[] = [];
  #estimate = 0;
  progress: TimeLineProgress = { kind: 'loading' };
  /** Until when the server has removed what was stored; null for nothing. */
  removedUntil: number | null = null;

  constructor(options: TimeLineOptions) {
    this.#options = options;
    void this.#load();
  }

  close(): void {
    this.#ended.abort();
  }

  get endTime(): number {
    return this.#options.range.to;
  }

  get loaded(): number {
    return this.#times.length;
  }

  get length(): number | null {
    return this.progress.kind === 'loaded' ? this.loaded : null;
  }

  /** Its length, as far as known. */
  get expected(): number {
    return this.length ?? Math.max(this.loaded, this.#estimate);
  }

  get marks(): readonly ReplayMark[] {
    return this.#marks;
  }

  timeAt(index: number): number | null {
    return this.#times[index - 1] ?? null;
  }

  indexAt(time: number): number {
    let low = 0;
    let high = this.#times.length;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if ((this.#times[middle] ?? 0) <= time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** A time within the range. */
  bounded(time: number): number {
    const { from, to } = this.#options.range;
    return Math.min(to, Math.max(from - 1, time));
  }

  /** Null while what is there was not read. */
  positionOf(target: ReplayTarget): ReplayPosition | null {
    const { from, to } = this.#options.range;
    if (target.kind === 'time') {
      const time = this.bounded(target.time);
      const index = this.indexAt(time);
      return index < this.loaded || this.length !== null ? { index, time } : null;
    }
    const index = Math.min(target.index, this.length ?? Infinity);
    // What is stored elsewhere goes on after the last message.
    if (index === this.length) return { index, time: to };
    const time = index === 0 ? from - 1 : this.timeAt(index);
    return time === null ? null : { index, time };
  }

  momentOf({ index, time }: ReplayPosition): ReplayMoment {
    const stream = this.#streams[index - 1];
    const seq = this.#seqs[index - 1];
    const isThere = stream !== undefined && seq !== undefined && this.timeAt(index) === time;
    return { time, at: isThere ? { stream, seq } : null };
  }

  async #load(): Promise<void> {
    const { reader, untilLive, onChange } = this.#options;
    const { signal } = this.#ended;
    let cursor: readonly number[] | null = null;
    while (!signal.aborted) {
      try {
        if (cursor === null) {
          const start = await reader.start('new');
          cursor = start.cursor;
          this.#estimate = start.within;
          this.removedUntil = start.removedUntil;
        }
        const page = await reader.read(cursor, PAGE, signal);
        cursor = page.next;
        this.#add(page.items);
        const isCut = !page.isLast && this.loaded >= MOST_MESSAGES;
        this.progress = page.isLast || isCut ? { kind: 'loaded', isCut } : { kind: 'loading' };
      } catch (error) {
        if (signal.aborted) return;
        const isOffline = isMessagingError(error, 'offline');
        const failure = error instanceof Error ? error : new Error(String(error));
        this.progress = isOffline ? { kind: 'offline' } : { kind: 'failed', error: failure };
        onChange();
        if (isOffline) await untilLive(signal);
      }
      if (signal.aborted) return;
      onChange();
      if (this.progress.kind === 'loaded' || this.progress.kind === 'failed') return;
    }
  }

  #add(items: readonly RangeItem[]): void {
    const marks: ReplayMark[] = [];
    const { isStep, mark: markOf } = this.#options;
    for (const { delivery, ...stored } of items) {
      if (delivery !== null && !isStep(delivery)) continue;
      this.#put(stored);
      const mark = delivery === null ? null : markOf(delivery);
      if (mark !== null) marks.push({ ...mark, index: this.loaded });
    }
    if (marks.length > 0) this.#marks = [...this.#marks, ...marks];
  }

  #put({ stream, seq, storedAt }: StoredAt): void {
    // A server's clock may be set back.
    this.#times.push(Math.max(storedAt, this.#times.at(-1) ?? -Infinity));
    this.#streams.push(stream);
    this.#seqs.push(seq);
  }
}
