import { isMessagingError } from '../../messaging/index.ts';
import type { LogFeed } from '../feed/LogFeed.ts';
import { readBefore } from '../feed/pages.ts';
import { type LogBuffer } from '../LogBuffer.ts';
import {
  countLines,
  isLine,
  type LogLevel,
  type LogLineInput,
  orderOf,
  splitLine,
} from '../rows.ts';
import type { FoundRows } from './FoundRows.ts';
import { HitList, NO_RANGES } from './HitList.ts';
import { type Matcher, PatternTooSlow } from './matcher.ts';
import { BATCH, matchLines } from './matchLines.ts';
import type { MessageHits, Ranges } from './pattern.ts';
import { ofLevels } from './selectLines.ts';

const PAGE = 50_000;
const TRY_AGAIN_MS = 1_000;

export type ScanProgress =
  | { readonly phase: 'scanning' }
  /** What arrives is still scanned. */
  | { readonly phase: 'done' }
  | { readonly phase: 'failed'; readonly problem: string };

export interface ScanOptions {
  readonly buffer: LogBuffer;
  /** Null if the buffer is the whole log. */
  readonly feed: LogFeed | null;
  /** Empty takes every level. */
  readonly levels: ReadonlySet<LogLevel>;
  /** Null takes every line of these levels. */
  readonly matcher: Matcher | null;
  /** Gets the matching lines; null if only places matter. */
  readonly matching: FoundRows | null;
  /** Gets all lines of the levels. */
  readonly ofLevels: FoundRows | null;
}

/**
 * Scans a whole log: what is loaded from the newest line up, then the stream page by page, and
 * every line that arrives.
 */
export class LogScan {
  readonly hits = new HitList();
  readonly #options: ScanOptions;
  readonly #ended = new AbortController();
  readonly #listeners = new Set<() => void>();
  #progress: ScanProgress = { phase: 'scanning' };
  /** Counts changes, for rendering. */
  #version = 0;
  #live: LogLineInput[] = [];
  #isTakingLive = false;
  /** Every loaded line from here on was scanned. */
  #lookedAtFrom = Infinity;

  constructor(options: ScanOptions) {
    this.#options = options;
  }

  /** @returns its end */
  start(): () => void {
    const stopLive = this.#listen((lines) => {
      for (const line of lines) this.#live.push(line);
      if (this.#isTakingLive) void this.#guard(() => this.#takeLive());
    });
    void this.#guard(() => this.#scan());
    return () => {
      this.#ended.abort();
      stopLive();
      this.#options.matcher?.close();
    };
  }

  get progress(): ScanProgress {
    return this.#progress;
  }

  /** Whether a line among those first loaded was scanned. */
  hasPassed(order: number): boolean {
    return this.#progress.phase !== 'scanning' || this.#lookedAtFrom <= order;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  getVersion = (): number => this.#version;

  async #guard(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (this.#ended.signal.aborted) return;
      const problem =
        error instanceof PatternTooSlow
          ? 'This pattern takes too long on some line. Make it simpler.'
          : `The search stopped: ${error instanceof Error ? error.message : String(error)}`;
      this.#setProgress({ phase: 'failed', problem });
    }
  }

  async #scan(): Promise<void> {
    const { buffer, feed } = this.#options;
    const extent = feed?.extent() ?? null;
    const { first, end } = buffer;
    let oldest = extent?.from ?? null;
    for (let to = end; to > Math.max(first, buffer.first); ) {
      const batch = heldBefore(buffer, to, Math.max(first, buffer.first));
      await this.#take(batch.lines, 'older');
      to = batch.from;
      const line = batch.lines[0];
      if (oldest !== null && line?.seq !== undefined) {
        oldest = { seq: line.seq, ordinal: line.ordinal ?? 0 };
      }
    }
    if (feed !== null && extent?.away) await this.#scanNewer(feed, extent.away);
    this.#isTakingLive = true;
    await this.#takeLive();
    if (feed !== null && extent !== null && oldest !== null) {
      const from = buffer.first > first ? oldest : extent.from;
      await this.#scanOlder(feed, extent.start, from.seq, from.ordinal);
    }
    if (this.#progress.phase === 'scanning') this.#setProgress({ phase: 'done' });
  }

  async #scanNewer(feed: LogFeed, away: { seq: number; ordinal: number }): Promise<void> {
    let place = away;
    for (let isLast = false; !isLast; ) {
      const page = await this.#patiently(() => feed.readFrom(place, this.#ended.signal, PAGE));
      await this.#take(page.lines, 'newer');
      place = page.next;
      isLast = page.isLast;
    }
    this.#live = this.#live.filter(({ seq }) => seq === undefined || seq >= place.seq);
  }

  async #scanOlder(feed: LogFeed, start: number, seq: number, ordinal: number): Promise<void> {
    const { signal } = this.#ended;
    let at = { before: seq, ordinal, span: PAGE };
    for (;;) {
      const page = await this.#patiently(() =>
        readBefore({ source: feed.source, ...at, start, target: PAGE, signal }),
      );
      if (page === null) return;
      for (const batch of batchesUp(page.lines)) await this.#take(batch, 'older');
      at = { before: page.from, ordinal: at.ordinal - page.messages, span: page.span };
    }
  }

  /** Waits out a lost connection. */
  async #patiently<T>(read: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await read();
      } catch (error) {
        this.#ended.signal.throwIfAborted();
        if (!isMessagingError(error, 'offline', 'timeout')) throw error;
        await new Promise((resolve) => setTimeout(resolve, TRY_AGAIN_MS));
        this.#ended.signal.throwIfAborted();
      }
    }
  }

  async #takeLive(): Promise<void> {
    this.#isTakingLive = false;
    while (this.#live.length > 0) {
      const lines = this.#live;
      this.#live = [];
      await this.#take(lines, 'newer');
    }
    this.#isTakingLive = true;
  }

  /** @param taken messages or lines, in the log's order */
  async #take(taken: readonly LogLineInput[], side: 'older' | 'newer'): Promise<void> {
    const { levels, matcher, matching, ofLevels: all } = this.#options;
    const { signal } = this.#ended;
    // Levels are of lines; else only messages with a match are split.
    const lines =
      levels.size === 0 && matcher !== null ? taken : ofLevels(taken.flatMap(splitLine), levels);
    const found = matcher === null ? null : await matchLines(matcher, lines, signal);
    signal.throwIfAborted();
    const hits = lines.flatMap((line, i): readonly FoundLine[] =>
      found === null ? [{ line, ranges: NO_RANGES }] : linesOf(line, found[i] ?? []),
    );
    if (side === 'older') {
      for (const { line, ranges } of hits.toReversed()) {
        this.hits.addOlder(orderOf(line) ?? 0, ranges);
      }
    } else for (const { line, ranges } of hits) this.hits.addNewer(orderOf(line) ?? 0, ranges);
    matching?.add(
      hits.map(({ line }) => line),
      side,
    );
    all?.add(lines, side);
    const [first] = taken;
    if (first !== undefined) {
      this.#lookedAtFrom = Math.min(this.#lookedAtFrom, orderOf(first) ?? Infinity);
    }
    this.#setProgress(this.#progress);
  }

  #listen(take: (lines: readonly LogLineInput[]) => void): () => void {
    const { feed, buffer } = this.#options;
    if (feed !== null) return feed.onLive(take);
    let seen = buffer.end;
    return buffer.subscribe(() => {
      const from = Math.max(seen, buffer.first);
      seen = buffer.end;
      take(heldBefore(buffer, seen, from, Infinity).lines);
    });
  }

  #setProgress(progress: ScanProgress): void {
    this.#progress = progress;
    this.#version += 1;
    for (const listener of this.#listeners) listener();
  }
}

/** The batch of lines that ends before `to`. */
function heldBefore(buffer: LogBuffer, to: number, first: number, most = BATCH) {
  const from = Math.max(first, to - most);
  const lines: LogLineInput[] = [];
  for (let i = from; i < to; i++) {
    const row = buffer.get(i);
    if (row === undefined || !isLine(row)) continue;
    // Without a stream the buffer's order identifies lines.
    lines.push(orderOf(row) === undefined ? { ...row, order: buffer.orderAt(i) } : row);
  }
  return { lines, from };
}

interface FoundLine {
  readonly line: LogLineInput;
  readonly ranges: Ranges;
}

/** The matching lines of a message. */
function linesOf(message: LogLineInput, hits: MessageHits): readonly FoundLine[] {
  if (hits.length === 0) return [];
  const lines = splitLine(message);
  return hits.flatMap(([part, ranges]) => {
    const line = lines[part];
    return line === undefined ? [] : [{ line, ranges }];
  });
}

/** From the newest message up, so that each batch has about as many lines. */
function* batchesUp(messages: readonly LogLineInput[]): Generator<readonly LogLineInput[], void> {
  let to = messages.length;
  for (let from = to, lines = 0; from > 0; ) {
    from -= 1;
    lines += countLines(messages[from]?.message ?? '');
    if (lines < BATCH && from > 0) continue;
    yield messages.slice(from, to);
    to = from;
    lines = 0;
  }
}
