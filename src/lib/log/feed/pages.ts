import type { History } from '../../messaging/index.ts';
import type { LogLineInput } from '../rows.ts';
import type { LogPattern, LogPlace, LogSource } from './feedTypes.ts';

/** Sequences that one page spans at first. */
export const FIRST_SPAN = 2_000;
const WIDEST_SPAN = 2 ** 40;
/** The span changes by this factor. */
const STEP = 4;
/** Messages of one page on the way down. */
export const PAGE = 2_000;
/** A page around a line begins so many messages before it. */
const MESSAGES_BEFORE = 500;
/** One page has no more messages than this, however wide its span. */
const MOST_MESSAGES = 20_000;

/** A page that ends where the loaded lines begin. */
export interface OlderPage {
  readonly lines: readonly LogLineInput[];
  /** Messages of the subject in it, lines of this log or not. */
  readonly messages: number;
  /** The first sequence that it covers. */
  readonly from: number;
  /** What the next page should span. */
  readonly span: number;
  /** As a history page's. */
  readonly count: () => void;
}

export interface OlderRequest {
  readonly source: LogSource;
  /** The page ends before this sequence … */
  readonly before: number;
  /** … and this ordinal. */
  readonly ordinal: number;
  readonly start: number;
  /** Messages that a page should have. */
  readonly target?: number;
  readonly span?: number;
  readonly mostRows?: number;
  readonly signal: AbortSignal;
}

/**
 * The next page on the way up, or null at the log's start. JetStream reads forward only, and other
 * logs' messages lie between: the span follows from what the last page brought.
 */
export async function readBefore(request: OlderRequest): Promise<OlderPage | null> {
  const { source, before, ordinal, start, target = FIRST_SPAN, span = target, signal } = request;
  if (before <= start) return null;
  const from = Math.max(start, before - span);
  const page = await source.history.read({ from, before, limit: MOST_MESSAGES, signal });
  const { messages, count } = page;
  // Too wide for a dense part: the page does not reach down to the loaded lines.
  if (messages === MOST_MESSAGES && page.nextSeq < before) {
    return readBefore({ ...request, span: Math.max(FIRST_SPAN, Math.floor(span / STEP ** 2)) });
  }
  const next = spanAfter(span, messages, target);
  if (messages === 0) {
    const further = await readBefore({ ...request, before: from, span: next });
    return further ?? { lines: [], messages, from, span: next, count };
  }
  const all = linesOf(source, page, ordinal - messages);
  const { lines, cutAt } = newestFitting(all, request.mostRows);
  if (cutAt === null) return { lines, messages, from, span: next, count };
  const { seq } = cutAt;
  return { lines, messages: ordinal - cutAt.ordinal, from: seq, span: before - seq, count };
}

function spanAfter(span: number, messages: number, target: number): number {
  if (messages < target / STEP) return Math.min(WIDEST_SPAN, span * STEP);
  return messages > target ? Math.max(target, Math.floor(span / STEP)) : span;
}

/** A page on the way down, and where the next one begins. */
export interface PageOn {
  readonly lines: readonly LogLineInput[];
  readonly next: LogPlace;
  readonly isLast: boolean;
}

export interface OnRequest {
  readonly source: LogSource;
  readonly place: LogPlace;
  /** The first sequence after what was stored of the log when it was opened. */
  readonly tailSeq: number;
  /** Messages of the page at most. */
  readonly limit: number;
  readonly mostRows?: number;
  readonly signal: AbortSignal;
}

/** The page from a place on. @throws MessagingError as History's methods do */
export async function readOn(request: OnRequest): Promise<PageOn> {
  const { source, place, tailSeq, limit, signal } = request;
  const hasEnded = source.endTime !== null;
  // What follows a log that has ended is no line of it.
  const ends = hasEnded ? { before: tailSeq } : {};
  const page = await source.history.read({ from: place.seq, ...ends, limit, signal });
  const lines = linesOf(source, page, place.ordinal);
  const fits = fitting(lines, request.mostRows);
  const cut = lines[fits];
  if (cut?.seq !== undefined && cut.ordinal !== undefined) {
    const next = { seq: cut.seq, ordinal: cut.ordinal };
    return { lines: lines.slice(0, fits), next, isLast: false };
  }
  const next = { seq: page.nextSeq, ordinal: place.ordinal + page.messages };
  return { lines, next, isLast: page.atEnd || (hasEnded && page.messages < limit) };
}

/** A page that takes the place of all that is loaded, and where it begins. */
export interface PageAround extends PageOn {
  readonly from: LogPlace;
}

/** The page around a sequence. @throws MessagingError as History's methods do */
export async function readAround(
  request: Omit<OnRequest, 'place'> & { readonly seq: number; readonly start: number },
): Promise<PageAround> {
  const { source, start, seq, signal, mostRows = Infinity } = request;
  const first = Math.max(start, seq - MESSAGES_BEFORE);
  const range = { from: first, before: seq, limit: MESSAGES_BEFORE, signal };
  const page = await source.history.read(range);
  const half = Math.floor(mostRows / 2);
  const above = newestFitting(linesOf(source, page, 0), half);
  const place = { seq, ordinal: page.messages };
  const on = await readOn({ ...request, place, mostRows: half });
  const from = above.cutAt ?? { seq: first, ordinal: 0 };
  return { ...on, lines: [...above.lines, ...on.lines], from };
}

/** What reads a page of lines from a place on. */
export interface PageReader {
  readFrom(place: LogPlace, signal: AbortSignal): Promise<PageOn>;
}

/** Lines in pages from a sequence up to another one, loaded or not; `before` null is the end. */
export async function* readPages(
  feed: PageReader,
  from: number,
  before: number | null,
  signal: AbortSignal,
): AsyncGenerator<readonly LogLineInput[], void> {
  for (let place: LogPlace = { seq: from, ordinal: 0 }; ; ) {
    const { lines, next, isLast } = await feed.readFrom(place, signal);
    yield before === null ? lines : lines.filter(({ seq }) => seq !== undefined && seq < before);
    if (isLast || (before !== null && next.seq >= before)) return;
    place = next;
  }
}

/** A page's events as lines. @param zero the ordinal of its first message */
function linesOf(
  source: LogSource,
  page: Awaited<ReturnType<History<LogPattern>['read']>>,
  zero: number,
): LogLineInput[] {
  return page.entries.flatMap(({ delivery, place }) => {
    const line = source.toLine(delivery);
    return line === null ? [] : [{ ...line, ordinal: zero + place }];
  });
}

/** The last of these lines that have no more rows than this. */
function newestFitting(lines: readonly LogLineInput[], mostRows?: number) {
  const kept = lines.slice(lines.length - fitting(lines.toReversed(), mostRows));
  const [first] = kept;
  const isCut = kept.length < lines.length && first?.seq !== undefined;
  return {
    lines: kept,
    /** Where they begin; null if they are all. */
    cutAt: isCut ? { seq: first.seq, ordinal: first.ordinal ?? 0 } : null,
  };
}

/** How many of these lines, from the first on, have no more rows than this; at least one. */
function fitting(lines: readonly LogLineInput[], mostRows = Infinity): number {
  if (mostRows === Infinity) return lines.length;
  let rows = 0;
  const tooMany = lines.findIndex(({ message }, index) => {
    rows += 1;
    for (let at = message.indexOf('\n'); at >= 0; at = message.indexOf('\n', at + 1)) rows += 1;
    return rows > mostRows && index > 0;
  });
  return tooMany < 0 ? lines.length : tooMany;
}
