import type { FollowState, Gap } from '../../messaging/index.ts';
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
import { waitForExtent } from './findExtent.ts';
import { findNumbers } from './findNumbers.ts';
import { LatestRead } from './LatestRead.ts';
import { LogTail } from './LogTail.ts';
import { LogWindow } from './LogWindow.ts';
import { FIRST_SPAN } from './pagePlan.ts';
import { linesOf, readBefore } from './readBefore.ts';
import { type LinesOn, readOn } from './readOn.ts';

/** So many lines are loaded without being asked for: most logs are whole then. */
const INITIAL_LINES = 10_000;
/** Messages of one page on the way down. */
const PAGE = 2_000;
/**
 * A reader at the end who is so many messages behind gets the newest page; what lies between is
 * loaded like anything older, when they scroll there.
 */
const FAR_BEHIND = 2 * INITIAL_LINES;
/** A place elsewhere comes with so many messages before it. */
const MESSAGES_BEFORE = 500;

/**
 * Keeps a window of a log in a buffer. While it is attached, lines join it as they come; older
 * pages are put before it when the reader gets there. A reader who goes far away takes the window
 * along: it leaves the end, new lines are counted only, and are loaded when the reader returns.
 */
export class LogFeed {
  readonly buffer: LogBuffer;
  readonly source: LogSource;
  readonly #window: LogWindow;
  readonly #liveListeners = new Set<(lines: readonly LogLineInput[]) => void>();
  readonly #ended = new AbortController();
  readonly #tail: LogTail;
  #isSkipping = false;
  /** Where live reading began. */
  #followSeq = 1;
  /** What is no event was counted from here on. */
  #countedFrom = Infinity;
  /** Of the page that live events follow: a copy may come after it. */
  readonly #firstIds = new Set<string>();
  readonly #reading = new LatestRead();
  #reader: () => FeedReader = () => ({ following: true, topRow: 0 });

  constructor(
    source: LogSource,
    buffer: LogBuffer,
    onFollowState: (state: FollowState) => void = () => {},
  ) {
    this.source = source;
    this.buffer = buffer;
    this.#window = new LogWindow(buffer);
    this.#tail = new LogTail(source, {
      onEvents: (deliveries) => this.#onLive(deliveries),
      onState: onFollowState,
      onGap: (gap) => this.#onGap(gap),
    });
  }

  /** Begins to load and to follow. @returns its end */
  start(): () => void {
    this.buffer.clear();
    void this.#begin();
    return () => {
      this.#ended.abort();
      this.#reading.abort();
      this.#tail.stop();
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

  /** The number of the log's last line, loaded or not; null while nobody knows. */
  lastNumber = (): number | null => this.#window.lastNumber;

  /** Lines of a page, from a place on, whether they are loaded or not. */
  readFrom(place: LogPlace, signal: AbortSignal, limit = PAGE): Promise<LinesOn> {
    return readOn(this.source, { place, tailSeq: this.#followSeq, limit, signal });
  }

  /** @returns whether a page was asked for: while another is being read, none is */
  async loadOlder(target = FIRST_SPAN, source = this.source): Promise<boolean> {
    const extent = this.extent();
    if (extent === null || this.#reading.isBusy) return false;
    await this.#readBeyond('older', async (signal) => {
      const { start, from } = extent;
      const place = { before: from.seq, ordinal: from.ordinal };
      const span = Math.max(target, this.#window.span);
      const request = { ...place, start, span, target, signal };
      const older = await readBefore(source, request);
      signal.throwIfAborted();
      // Lines that came meanwhile may have pushed out those that the page would join.
      if (older !== null && this.extent()?.from.seq === from.seq) {
        this.#window.prepend(older);
        // A page that is loaded again was counted before.
        if (from.seq <= this.#countedFrom) older.count();
        this.#countedFrom = Math.min(this.#countedFrom, older.from);
      }
      this.#window.tellOlder();
    });
    return true;
  }

  async loadNewer(): Promise<void> {
    const { away } = this.#window;
    if (away === null || this.#reading.isBusy) return;
    await this.#readBeyond('newer', async (signal) => {
      this.#window.hold();
      const page = await this.readFrom(away, signal);
      signal.throwIfAborted();
      this.#window.append(page.lines);
      this.#reach(page);
    });
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
    await this.goToSeq(this.extent()?.start ?? 1);
  }

  /** Attaches the window to the log's end again. */
  async goToEnd(): Promise<void> {
    if (this.extent()?.away) await this.#loadEnd(FIRST_SPAN, () => true);
  }

  async #begin(): Promise<void> {
    const { signal } = this.#ended;
    const extent = await waitForExtent(this.source, signal);
    if (signal.aborted) return;
    if (extent === null) {
      // The reader of live events finds out by itself why there is no history, and says so.
      this.buffer.setNumberOffset(1);
      this.#tail.follow({ last: INITIAL_LINES });
      this.#window.set({ phase: 'ready' });
      return;
    }
    this.#followSeq = extent.tailSeq;
    this.#window.open(extent);
    this.#tail.follow({ seq: extent.tailSeq });
    await this.#loadFirst();
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

  /**
   * Shows the newest page in place of the window.
   * @param target messages that it should have
   * @param isWanted asked once more when the page is there
   * @returns the sequence after the page; null if it was not wanted any more
   */
  async #loadEnd(target: number, isWanted: () => boolean): Promise<number | null> {
    const start = this.extent()?.start ?? 1;
    let end: number | null = null;
    await this.#read(async (signal) => {
      this.#window.hold();
      const { lastSeq } = await this.source.history.bounds();
      const before = this.source.endTime === null ? lastSeq + 1 : this.#followSeq;
      const page = await readBefore(this.source, { before, ordinal: 0, start, target, signal });
      signal.throwIfAborted();
      if (!isWanted()) return;
      // Nobody has counted a page that was skipped to.
      if (this.#isSkipping) page?.count();
      const { lines = [], from = start, messages = 0 } = page ?? {};
      this.#window.replace(lines, { seq: from, ordinal: -messages });
      this.#window.attach({ seq: before, ordinal: 0 });
      end = before;
    });
    void findNumbers(this, this.#ended.signal);
    return end;
  }

  /** Nobody reads lines that rush by; a search does, and reads all of them. */
  #maySkip(): boolean {
    const isAtEnd = this.getState().phase === 'ready' && this.#window.away === null;
    return isAtEnd && this.#liveListeners.size === 0 && this.#reader().following;
  }

  async #skipAhead(): Promise<void> {
    if (this.#isSkipping || this.extent() === null || this.source.endTime !== null) return;
    this.#isSkipping = true;
    this.#tail.stop();
    const end = await this.#loadEnd(INITIAL_LINES, () => this.#maySkip()).catch(() => null);
    this.#isSkipping = false;
    if (this.#ended.signal.aborted) return;
    if (end === null) this.#tail.resume();
    else this.#tail.follow({ seq: end });
  }

  #onLive(deliveries: readonly LogDelivery[]): void {
    const lines: LogLineInput[] = [];
    for (const delivery of deliveries) {
      const { id } = delivery.event;
      const line = id !== undefined && this.#firstIds.has(id) ? null : this.source.toLine(delivery);
      if (line === null) continue;
      lines.push(this.#window.placed(line, delivery.meta.place));
    }
    this.#window.takeLive(lines, this.#reader);
    for (const listener of this.#liveListeners) listener(lines);
    const behind = deliveries.at(-1)?.meta.behind ?? 0;
    if (behind > FAR_BEHIND && this.#maySkip()) void this.#skipAhead();
  }

  #onGap(gap: Gap): void {
    if (gap.reason === 'stream-recreated') {
      this.#reading.abort();
      this.#window.endHistory();
    }
    this.buffer.append([gapMarker(gap, Date.now())]);
  }

  /** Notes how far down a page led. */
  #reach({ next, isLast }: { readonly next: LogPlace; readonly isLast: boolean }): void {
    if (isLast) this.#window.attach(next);
    else this.#window.endAt(next);
  }

  async #readBeyond(
    edge: 'older' | 'newer',
    work: (signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    this.#window.set({ [edge]: 'loading' });
    try {
      await this.#read(work);
    } catch {
      if (this.getState()[edge] !== 'loading') return;
      // A reader who has gone elsewhere meanwhile no longer waits for this page.
      this.#window.set({ [edge]: this.#reading.isBusy ? 'more' : 'failed' });
    }
  }

  #read(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    return this.#reading.run(work, () => this.#window.letGo());
  }
}
