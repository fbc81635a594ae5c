import { assertNever } from '../../assertNever.ts';
import type { FollowFrom, FollowState } from '../../messaging/index.ts';
import { gapMarker } from '../eventRows.ts';
import type { LogBuffer } from '../LogBuffer.ts';
import type { LogLineInput } from '../rows.ts';
import type {
  FeedExtent,
  FeedReader,
  FeedState,
  LogDelivery,
  LogPlace,
  LogSource,
} from './feedTypes.ts';
import { pause, waitForExtent } from './findExtent.ts';
import { FIRST_SPAN, PAGE, type PageOn, readOn } from './pages.ts';
import { readPage } from './readPage.ts';
import { closedWindow, INITIAL_LINES, isNumbered, lastNumberOf, nextWindow } from './window.ts';
import type { PageRead, WindowEffect, WindowEvent } from './windowTypes.ts';

/**
 * A reader at the end who is this far behind gets the newest page; the lines between are loaded
 * when they scroll there.
 */
const FAR_BEHIND = 2 * INITIAL_LINES;
const COUNT_AGAIN_MS = 2_000;

interface Reading {
  readonly read: PageRead;
  readonly abort: AbortController;
  readonly done: Promise<void>;
}

/**
 * Keeps a window of a log in a buffer: reads pages, follows the end, and carries out what
 * `nextWindow` says.
 */
export class LogFeed {
  readonly buffer: LogBuffer;
  readonly source: LogSource;
  #state = closedWindow;
  readonly #listeners = new Set<() => void>();
  readonly #liveListeners = new Set<(lines: readonly LogLineInput[]) => void>();
  readonly #onFollowState: (state: FollowState) => void;
  readonly #ended = new AbortController();
  #reading: Reading | null = null;
  #stopFollowing: (() => void) | null = null;
  /** The first sequence after what was stored at the start. */
  #tailSeq = 1;
  #isOpening = true;
  /** Events of the first pages: the follow may deliver copies. */
  readonly #firstIds = new Set<string>();
  #isCounting = false;
  #reader: () => FeedReader = () => ({ following: true, topRow: 0 });

  constructor(
    source: LogSource,
    buffer: LogBuffer,
    onFollowState: (state: FollowState) => void = () => {},
  ) {
    this.source = source;
    this.buffer = buffer;
    this.#onFollowState = onFollowState;
  }

  /** @returns its end */
  start(): () => void {
    this.buffer.clear();
    void this.#begin();
    return () => {
      this.#ended.abort();
      this.#reading?.abort.abort();
      this.#endFollow();
    };
  }

  getState = (): FeedState => this.#state.edges;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Called with every live line, held in the buffer or not. */
  onLive(listener: (lines: readonly LogLineInput[]) => void): () => void {
    this.#liveListeners.add(listener);
    return () => this.#liveListeners.delete(listener);
  }

  /** @param reader asked whenever it matters */
  setReader(reader: () => FeedReader): void {
    this.#reader = reader;
  }

  /** Null without history. */
  extent(): FeedExtent | null {
    const { start, from, away } = this.#state;
    return start === null ? null : { start, from, away };
  }

  /** Null while unknown. */
  lastNumber = (): number | null => lastNumberOf(this.#state);

  /** A page of lines, loaded or not. */
  readFrom(place: LogPlace, signal: AbortSignal, limit = PAGE): Promise<PageOn> {
    return readOn({ source: this.source, place, tailSeq: this.#tailSeq, limit, signal });
  }

  async loadOlder(target = FIRST_SPAN): Promise<void> {
    await this.#want({ kind: 'older', target }).catch(() => {});
  }

  async loadNewer(): Promise<void> {
    await this.#want({ kind: 'newer' }).catch(() => {});
  }

  /**
   * Loads the page around a line.
   * @throws MessagingError, and the abort of a read that another one replaced
   */
  async goToSeq(seq: number): Promise<void> {
    await this.#want({ kind: 'jump', seq });
    void this.#findNumbers();
  }

  /** Follows the log's end again. */
  async goToEnd(): Promise<void> {
    await this.#want({ kind: 'end', target: FIRST_SPAN, isSkip: false });
    void this.#findNumbers();
  }

  async #begin(): Promise<void> {
    const extent = await waitForExtent(this.source, this.#ended.signal);
    if (this.#ended.signal.aborted) return;
    this.#tailSeq = extent?.tailSeq ?? 1;
    this.#dispatch({ kind: 'opened', extent });
    do await this.loadOlder(INITIAL_LINES);
    while (
      !this.#ended.signal.aborted &&
      this.#state.read === null &&
      this.#state.edges.older === 'more' &&
      this.buffer.end - this.buffer.first < INITIAL_LINES
    );
    this.#isOpening = false;
    await this.#findNumbers();
  }

  /** Asks until the number of earlier lines is known. */
  #findNumbers = async (): Promise<void> => {
    if (this.#isCounting) return;
    this.#isCounting = true;
    while (!isNumbered(this.#state) && !this.#ended.signal.aborted) {
      const { start, from } = this.#state;
      const before = await this.source.history.count(start ?? 1, from.seq).catch(() => null);
      if (before === null) await pause(COUNT_AGAIN_MS);
      else this.#dispatch({ kind: 'numbered', from, before });
    }
    this.#isCounting = false;
  };

  #dispatch(event: WindowEvent): void {
    if (this.#ended.signal.aborted) return;
    const before = this.#state;
    const { state, effects } = nextWindow(before, event);
    this.#state = state;
    for (const effect of effects) this.#do(effect);
    const { offset, read, edges } = this.#state;
    this.buffer.setNumberOffset(offset);
    if (this.#reading !== null && this.#reading.read !== read) this.#reading.abort.abort();
    if (read !== null && read !== before.read) this.#read(read);
    if (edges !== before.edges) for (const listener of this.#listeners) listener();
  }

  #do(effect: WindowEffect): void {
    const { buffer } = this;
    const { dropped } = buffer;
    switch (effect.kind) {
      case 'prepend':
        buffer.prepend(effect.lines);
        if (buffer.end - buffer.first < buffer.capacity) return;
        return this.#dispatch({ kind: 'pushed-out', newest: buffer.edges().newest });
      case 'append':
        buffer.append(effect.lines, { arrived: false });
        break;
      case 'replace':
        buffer.replace(effect.lines);
        break;
      case 'arrive':
        if (effect.isHeld) buffer.append(effect.lines);
        else if (effect.lines.length > 0) buffer.noteArrived(effect.lines.length);
        for (const listener of this.#liveListeners) listener(effect.lines);
        break;
      case 'begin-epoch':
        return buffer.beginEpoch();
      case 'count':
        return effect.page.count();
      case 'follow':
        return this.#follow(effect.from);
      default:
        return assertNever(effect);
    }
    if (buffer.dropped === dropped) return;
    this.#dispatch({ kind: 'dropped', oldest: buffer.edges().oldest });
  }

  /** @throws if the page can't be read */
  async #want(read: PageRead): Promise<void> {
    this.#dispatch({ kind: 'wanted', read });
    if (this.#reading?.read === read) await this.#reading.done;
  }

  #read(read: PageRead): void {
    const abort = new AbortController();
    if (read.kind === 'end' && read.isSkip) this.#endFollow();
    const done = this.#take(read, abort.signal);
    done.catch(() => {});
    this.#reading = { read, abort, done };
  }

  async #take(read: PageRead, signal: AbortSignal): Promise<void> {
    try {
      const event = await readPage(read, this.#state, {
        source: this.#isOpening ? { ...this.source, toLine: this.#toFirstLine } : this.source,
        tailSeq: this.#tailSeq,
        capacity: this.buffer.capacity,
        maySkip: () => this.#maySkip(),
        signal,
      });
      signal.throwIfAborted();
      this.#dispatch(event);
    } catch (error) {
      this.#dispatch({ kind: 'failed', read });
      throw error;
    } finally {
      if (this.#reading?.read === read) this.#reading = null;
    }
  }

  #toFirstLine: LogSource['toLine'] = (delivery) => {
    if (delivery.event.id !== undefined) this.#firstIds.add(delivery.event.id);
    return this.source.toLine(delivery);
  };

  #endFollow(): void {
    this.#stopFollowing?.();
    this.#stopFollowing = null;
  }

  #follow(from: FollowFrom): void {
    this.#endFollow();
    // Further pages on the way down show no loading state.
    let isReported = this.#isOpening;
    this.#stopFollowing = this.source.follow(from, {
      onEvents: (deliveries) => this.#onLive(deliveries),
      onState: (state) => {
        isReported ||= state.phase !== 'waiting';
        if (isReported) this.#onFollowState(state);
      },
      onGap: (gap) => {
        if (gap.reason === 'stream-recreated') this.#dispatch({ kind: 'history-lost' });
        this.buffer.append([gapMarker(gap, Date.now())]);
      },
    });
  }

  #onLive(deliveries: readonly LogDelivery[]): void {
    const lines: LogLineInput[] = [];
    const places: (number | undefined)[] = [];
    for (const delivery of deliveries) {
      const { id } = delivery.event;
      const line = id !== undefined && this.#firstIds.has(id) ? null : this.source.toLine(delivery);
      if (line === null) continue;
      lines.push(line);
      places.push(delivery.meta.place);
    }
    const { seq, behind = 0 } = deliveries.at(-1)?.meta ?? {};
    const nextSeq = seq === undefined ? this.#state.nextSeq : seq + 1;
    const rowsLeft = this.#rowsLeft(lines.length);
    this.#dispatch({ kind: 'live', lines, places, nextSeq, rowsLeft });
    if (behind > FAR_BEHIND && this.source.endTime === null && this.#maySkip()) {
      const read = { kind: 'end', target: INITIAL_LINES, isSkip: true } as const;
      void this.#want(read).then(this.#findNumbers, () => {});
    }
  }

  /** Rows between the reader and those that would be pushed out; null if that is irrelevant. */
  #rowsLeft(arriving: number): number | null {
    const { first, end, capacity } = this.buffer;
    const dropping = end - first + arriving - capacity;
    if (dropping <= 0) return null;
    const { following, topRow } = this.#reader();
    return following ? null : topRow - first - dropping;
  }

  /** A following reader need not see all lines of a burst; a search does. */
  #maySkip(): boolean {
    const { edges, away } = this.#state;
    const isAtEnd = edges.phase === 'ready' && away === null;
    return isAtEnd && this.#liveListeners.size === 0 && this.#reader().following;
  }
}
