import type { Clock } from '../clock.ts';
import { isMessagingError } from '../errors.ts';
import type { Delivery } from '../types.ts';
import type { ViewRequest, ViewSink } from '../views/viewSource.ts';
import { isEarlier, isPast, type ReplayMoment } from './place.ts';
import type { RangeCursor, RangeItem, RangeReader } from './rangeReader.ts';

/** Messages per page. */
const PAGE = 2_000;
/** Pages that are kept; others are read again when the reader goes back to them. */
const KEPT_PAGES = 10;
/** Messages that a view reads at once. */
const BATCH = 250;
/** Batches that wait for a view before more are given. */
const MOST_WAITING = 8;
const LOOK_AGAIN_MS = 10;

interface Page {
  /** Messages before it. */
  readonly place: number;
  readonly items: readonly RangeItem[];
}

/** Where a page begins. */
interface PageStart {
  readonly place: number;
  readonly cursor: RangeCursor;
  /** Its first message, once it was read. */
  first: RangeItem | null;
}

export interface RecordedTrackOptions {
  readonly reader: Pick<RangeReader, 'start' | 'read'>;
  readonly request: Pick<ViewRequest, 'from'>;
  readonly sink: ViewSink;
  readonly clock: Clock;
  readonly moment: ReplayMoment;
  /** Called when it has given all that is past. */
  readonly onSettled: () => void;
  /** Resolves when there is a connection. */
  readonly untilLive: (signal: AbortSignal) => Promise<void>;
}

/** One view's way through a recording: gives it the events up to a moment, and takes them back. */
export class RecordedTrack {
  readonly #options: RecordedTrackOptions;
  readonly #ended = new AbortController();
  #moment: ReplayMoment;
  /** By number; the least recently used first. */
  readonly #pages = new Map<number, Page>();
  /** Of the pages that were read, and of the next one. */
  readonly #starts: PageStart[] = [];
  /** Messages before the range. */
  #before = 0;
  /** Messages in all. */
  #total = 0;
  /** Messages that were given to the view. */
  #given = 0;
  #work: 'idle' | 'giving' | 'moved' = 'idle';
  isSettled = false;

  constructor(options: RecordedTrackOptions) {
    this.#options = options;
    this.#moment = options.moment;
    void this.#advance();
  }

  close(): void {
    this.#ended.abort();
  }

  /** @param isJump what lies between is not shown */
  moveTo(moment: ReplayMoment, isJump: boolean): void {
    const goesBack = isEarlier(moment, this.#moment);
    this.#moment = moment;
    if (goesBack || isJump) {
      this.#given = this.#options.sink.seek(goesBack ? this.#placeOf(moment) : Infinity);
    }
    this.isSettled = false;
    void this.#advance();
  }

  /** A place that only what is past comes before. */
  #placeOf(moment: ReplayMoment): number {
    const isBegun = ({ first }: PageStart) => first !== null && isPast(first, moment);
    const index = this.#starts.findLastIndex(isBegun);
    const items = this.#pages.get(index)?.items ?? [];
    const past = items.findIndex((item) => !isPast(item, moment));
    return (this.#starts[index]?.place ?? 0) + (past === -1 ? items.length : past);
  }

  async #advance(): Promise<void> {
    if (this.#work !== 'idle') {
      this.#work = 'moved';
      return;
    }
    const { signal } = this.#ended;
    const { sink, untilLive, onSettled } = this.#options;
    while (!signal.aborted) {
      this.#work = 'giving';
      try {
        await this.#give();
        if (this.#work === 'giving') break;
      } catch (error) {
        if (signal.aborted) return;
        if (!isMessagingError(error, 'offline')) {
          const failure = error instanceof Error ? error : new Error(String(error));
          sink.phase({ phase: 'failed', error: failure });
          break;
        }
        sink.phase({ phase: 'waiting' });
        await untilLive(signal);
      }
    }
    this.#work = 'idle';
    if (signal.aborted) return;
    this.isSettled = true;
    onSettled();
  }

  /** Returns early when the moment has moved. */
  async #give(): Promise<void> {
    const { sink } = this.#options;
    for (;;) {
      const page = await this.#pageAt(this.#given);
      if (this.#isOver()) return;
      if (page === null) break;
      const ahead = page.items.slice(this.#given - page.place);
      const future = ahead.findIndex((item) => !isPast(item, this.#moment));
      const past = future === -1 ? ahead : ahead.slice(0, future);
      for (let at = 0; at < past.length; at += BATCH) {
        await this.#untilRead();
        if (this.#isOver()) return;
        this.#giveBatch(past.slice(at, at + BATCH));
      }
      if (future !== -1) break;
    }
    sink.phase({ phase: 'recorded' });
  }

  #isOver(): boolean {
    return this.#work === 'moved' || this.#ended.signal.aborted;
  }

  #giveBatch(items: readonly RangeItem[]): void {
    const now = items.at(-1)?.storedAt ?? 0;
    const deliveries = items.flatMap(({ delivery, storedAt }, index): Delivery[] => {
      if (delivery === null) return [];
      const place = this.#given + index;
      const behind = Math.max(0, this.#before - 1 - place);
      return [{ ...delivery, meta: { ...delivery.meta, place, behind, ageMs: now - storedAt } }];
    });
    this.#given += items.length;
    this.#options.sink.recorded({ deliveries, now, place: this.#given });
  }

  /** A long way is read piece by piece. */
  async #untilRead(): Promise<void> {
    const { sink, clock } = this.#options;
    while (sink.behind() >= MOST_WAITING && !this.#isOver()) {
      await new Promise<void>((resolve) => clock.after(LOOK_AGAIN_MS, resolve));
    }
  }

  /** The page with this place; null at the recording's end. */
  async #pageAt(place: number): Promise<Page | null> {
    const { reader, request, sink } = this.#options;
    if (this.#starts.length === 0) {
      sink.phase({ phase: 'loading', remaining: 0 });
      const { cursor, before, within } = await reader.start(request.from);
      this.#before = before;
      this.#total = before + within;
      this.#starts.push({ place: 0, cursor, first: null });
    }
    const index = this.#starts.findLastIndex((start) => start.place <= place);
    const kept = this.#pages.get(index);
    const page = kept ?? (await this.#readPage(index));
    this.#keep(index, page);
    return place < page.place + page.items.length ? page : null;
  }

  async #readPage(index: number): Promise<Page> {
    const { reader, sink } = this.#options;
    const start = this.#starts[index];
    if (!start) throw new Error('A page is read after those before it.');
    sink.phase({ phase: 'loading', remaining: Math.max(1, this.#total - start.place) });
    const { items, next, isLast } = await reader.read(start.cursor, PAGE, this.#ended.signal);
    start.first ??= items[0] ?? null;
    const place = start.place + items.length;
    if (!isLast && index === this.#starts.length - 1) {
      this.#starts.push({ place, cursor: next, first: null });
    }
    return { place: start.place, items };
  }

  #keep(index: number, page: Page): void {
    this.#pages.delete(index);
    this.#pages.set(index, page);
    const [oldest = index] = this.#pages.keys();
    if (this.#pages.size > KEPT_PAGES) this.#pages.delete(oldest);
  }
}
