import {
  type FollowFrom,
  type FollowState,
  type Gap,
  isMessagingError,
} from '../../../lib/messaging/index.ts';
import type { LogBuffer } from '../LogBuffer.ts';
import type { LogLineInput } from '../logRow.ts';
import { gapMarker } from '../logRows.ts';
import type {
  FeedExtent,
  FeedReader,
  FeedState,
  LogDelivery,
  LogPlace,
  LogSource,
} from './feedTypes.ts';
import { findExtent } from './findExtent.ts';
import { findNumbers } from './findNumbers.ts';
import { LogWindow } from './LogWindow.ts';
import { FIRST_SPAN } from './pagePlan.ts';
import { linesOf, readBefore } from './readBefore.ts';
import { pause, untilLive } from './waiting.ts';

/** So many lines are loaded without being asked for: most logs are whole then. */
const INITIAL_LINES = 10_000;
/** Messages of one page on the way down. */
const PAGE = 2_000;
/** A place elsewhere comes with so many messages before it. */
const MESSAGES_BEFORE = 500;
const SOON_MS = 200;
/** Looks without an answer, after which the server counts as one without history. */
const PATIENT_LOOKS = 3;

/**
 * Keeps a window of a log in a buffer. While it is attached, lines join it as they come; older
 * pages are put before it when the reader gets there. A reader who goes far away takes the window
 * along: it leaves the end, new lines are counted only, and are loaded when the reader returns.
 */
export class LogFeed {
  readonly buffer: LogBuffer;
  readonly source: LogSource;
  readonly #window: LogWindow;
  readonly #onFollowState: (state: FollowState) => void;
  readonly #liveListeners = new Set<(lines: readonly LogLineInput[]) => void>();
  readonly #ended = new AbortController();
  #stopFollow: () => void = () => {};
  /** Where live reading began. */
  #followSeq = 1;
  /** What is no event was counted from here on. */
  #countedFrom = Infinity;
  /** Of the page that live events follow: a copy may come after it. */
  readonly #firstIds = new Set<string>();
  /** Ends the page that is being read. */
  #reading: AbortController | null = null;
  #reader: () => FeedReader = () => ({ following: true, topRow: 0 });

  constructor(
    source: LogSource,
    buffer: LogBuffer,
    onFollowState: (state: FollowState) => void = () => {},
  ) {
    this.source = source;
    this.buffer = buffer;
    this.#window = new LogWindow(buffer);
    this.#onFollowState = onFollowState;
  }

  /** Begins to load and to follow. @returns its end */
  start(): () => void {
    this.buffer.clear();
    void this.#begin();
    return () => {
      this.#ended.abort();
      this.#reading?.abort();
      this.#stopFollow();
    };
  }

  getState = (): FeedState => this.#window.state;

  subscribe = (listener: () => void): (() => void) => this.#window.subscribe(listener);

  /** Told of every line that comes live, held in the buffer or not. */
  onLive(listener: (lines: readonly LogLineInput[]) => void): () => void {
    this.#liveListeners.add(listener);
    return () => this.#liveListeners.delete(listener);
  }

  /** @param reader tells where the reader is, whenever that matters */
  setReader(reader: () => FeedReader): void {
    this.#reader = reader;
  }

  /** The log's extent in the stream, and what of it is loaded; null without history. */
  extent(): FeedExtent | null {
    return this.#window.extent();
  }

  /** Lines of a page, from a place on, whether they are loaded or not. */
  async readFrom(place: LogPlace, signal: AbortSignal) {
    // The follow reads what comes after a log that has ended: none of it is a line of this log.
    const ends = this.source.endTime === null ? {} : { before: this.#followSeq };
    const { history } = this.source;
    const page = await history.read({ from: place.seq, ...ends, limit: PAGE, signal });
    return {
      lines: linesOf(this.source, page, place.ordinal),
      next: { seq: page.nextSeq, ordinal: place.ordinal + page.messages },
      isLast: page.atEnd || (this.source.endTime !== null && page.messages < PAGE),
    };
  }

  /** @returns whether a page was asked for: while another is being read, none is */
  async loadOlder(target = FIRST_SPAN, source = this.source): Promise<boolean> {
    const extent = this.extent();
    if (extent === null || this.#reading !== null) return false;
    this.#window.set({ older: 'loading' });
    try {
      await this.#read(async (signal) => {
        const { start, from } = extent;
        const place = { before: from.seq, ordinal: from.ordinal };
        const span = Math.max(target, this.#window.span);
        const request = { ...place, start, span, target, signal };
        const older = await readBefore(source, request);
        signal.throwIfAborted();
        if (older !== null) {
          this.#window.prepend(older);
          // A page that is loaded again was counted before.
          if (from.seq <= this.#countedFrom) older.count();
          this.#countedFrom = Math.min(this.#countedFrom, older.from);
        }
        this.#window.tellOlder();
      });
    } catch {
      if (this.getState().older === 'loading') this.#window.set({ older: 'failed' });
    }
    return true;
  }

  async loadNewer(): Promise<void> {
    const { away } = this.#window;
    if (away === null || this.#reading !== null) return;
    this.#window.set({ newer: 'loading' });
    try {
      await this.#read(async (signal) => {
        this.#window.hold();
        const page = await this.readFrom(away, signal);
        signal.throwIfAborted();
        this.#window.append(page.lines);
        this.#reach(page);
      });
    } catch {
      if (this.getState().newer === 'loading') this.#window.set({ newer: 'failed' });
    }
  }

  /**
   * Loads the page around a line if it is not loaded.
   * @throws MessagingError when it can't be had
   */
  async goToSeq(seq: number): Promise<void> {
    const extent = this.extent();
    if (extent === null || this.#window.covers(seq)) return;
    await this.#read(async (signal) => {
      this.#window.hold();
      const { history } = this.source;
      const target = Math.max(seq, extent.start);
      const from = Math.max(extent.start, target - MESSAGES_BEFORE);
      const limit = MESSAGES_BEFORE;
      const above = await history.read({ from, before: target, limit, signal });
      const page = await this.readFrom({ seq: target, ordinal: above.messages }, signal);
      signal.throwIfAborted();
      const lines = [...linesOf(this.source, above, 0), ...page.lines];
      this.#window.replace(lines, { seq: from, ordinal: 0 });
      this.#reach(page);
    });
    void findNumbers(this, this.#ended.signal);
  }

  /** Loads the log's first page if it is not loaded. */
  async goToStart(): Promise<void> {
    const extent = this.extent();
    if (extent !== null) await this.goToSeq(extent.start);
  }

  /** Attaches the window to the log's end again. */
  async goToEnd(): Promise<void> {
    const extent = this.extent();
    if (extent === null || extent.away === null) return;
    const { start } = extent;
    await this.#read(async (signal) => {
      this.#window.hold();
      const { lastSeq } = await this.source.history.bounds();
      const before = this.source.endTime === null ? lastSeq + 1 : this.#followSeq;
      const page = await readBefore(this.source, { before, ordinal: 0, start, signal });
      signal.throwIfAborted();
      const { lines = [], from = start, messages = 0 } = page ?? {};
      this.#window.replace(lines, { seq: from, ordinal: -messages });
      this.#window.attach({ seq: before, ordinal: 0 });
    });
    void findNumbers(this, this.#ended.signal);
  }

  async #begin(): Promise<void> {
    const { signal } = this.#ended;
    for (let looks = 1; !signal.aborted; looks++) {
      await untilLive(this.source, signal);
      try {
        const extent = await findExtent(this.source, signal);
        if (signal.aborted) return;
        this.#followSeq = extent.tailSeq;
        this.#window.open(extent);
        this.#follow({ seq: extent.tailSeq });
        await this.#loadFirst();
        return;
      } catch (error) {
        if (signal.aborted) return;
        const isOffline = isMessagingError(error, 'offline');
        if (isOffline) looks = 0;
        if (isOffline || (isMessagingError(error, 'timeout') && looks < PATIENT_LOOKS)) {
          await pause(SOON_MS);
          continue;
        }
        // The reader of live events finds out by itself why there is no history, and says so.
        this.buffer.setNumberOffset(1);
        this.#follow({ last: INITIAL_LINES });
        this.#window.set({ phase: 'ready' });
        return;
      }
    }
  }

  async #loadFirst(): Promise<void> {
    const toLine: LogSource['toLine'] = (delivery) => {
      if (delivery.event.id !== undefined) this.#firstIds.add(delivery.event.id);
      return this.source.toLine(delivery);
    };
    while (await this.loadOlder(INITIAL_LINES, { ...this.source, toLine })) {
      this.#window.set({ phase: 'ready' });
      const { lines } = this.buffer.getSnapshot();
      const isEnough = this.getState().older !== 'more' || lines >= INITIAL_LINES;
      if (isEnough || this.#ended.signal.aborted) break;
    }
    await findNumbers(this, this.#ended.signal);
  }

  #follow(from: FollowFrom): void {
    this.#stopFollow = this.source.follow(from, {
      onEvents: (deliveries) => this.#onLive(deliveries),
      onState: (state) => this.#onFollowState(state),
      onGap: (gap) => this.#onGap(gap),
    });
  }

  #onLive(deliveries: readonly LogDelivery[]): void {
    const lines: LogLineInput[] = [];
    for (const delivery of deliveries) {
      const { id } = delivery.event;
      const line = id !== undefined && this.#firstIds.has(id) ? null : this.source.toLine(delivery);
      if (line === null) continue;
      lines.push({ ...line, ordinal: this.#window.ordinalOf(delivery.meta.place) });
    }
    this.#window.takeLive(lines, this.#reader);
    for (const listener of this.#liveListeners) listener(lines);
  }

  #onGap(gap: Gap): void {
    if (gap.reason === 'stream-recreated') {
      this.#reading?.abort();
      this.#window.endHistory();
    }
    this.buffer.append([gapMarker(gap, Date.now())]);
  }

  /** Notes how far down a page led. */
  #reach({ next, isLast }: { readonly next: LogPlace; readonly isLast: boolean }): void {
    if (isLast) this.#window.attach(next);
    else this.#window.endAt(next);
  }

  /** One page at a time: who goes elsewhere no longer waits for the last one. */
  async #read(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    this.#reading?.abort();
    const reading = new AbortController();
    this.#reading = reading;
    try {
      await work(reading.signal);
    } finally {
      if (this.#reading === reading) {
        this.#reading = null;
        this.#window.letGo();
      }
    }
  }
}
