import type { History } from '../../messaging/index.ts';
import { countLines, type LogLineInput, weighEvent } from '../rows.ts';
import type { LogPattern, LogPlace, LogSource } from './feedTypes.ts';

/** Lines that a page should have. */
export const FIRST_SPAN = 2_000;
const WIDEST_SPAN = 2 ** 40;
const STEP = 4;
/** Lines per page on the way down. */
export const PAGE = 2_000;
/** Lines per page of a log that is read whole. */
const WHOLE_PAGE = 20_000;
/** Lines before the target of a page. */
const LINES_BEFORE = 500;
/** Lines per page at most: as many as are held. */
const MOST_LINES = 100_000;

const byLines = (limit: number) => ({ limit, weigh: weighEvent });

/** A page that ends where the loaded lines begin. */
export interface OlderPage {
  readonly lines: readonly LogLineInput[];
  /** Of the subject, of this log or not. */
  readonly messages: number;
  readonly from: number;
  readonly span: number;
  readonly count: () => void;
}

export interface OlderRequest {
  readonly source: LogSource;
  /** Exclusive. */
  readonly before: number;
  /** … and this ordinal. */
  readonly ordinal: number;
  readonly start: number;
  /** Lines that a page should have. */
  readonly target?: number;
  /** Sequences to look through; as many as lines if left out. */
  readonly span?: number;
  readonly mostRows?: number;
  readonly signal: AbortSignal;
}

/**
 * The next page on the way up; null at the start. JetStream reads only forward, and other logs lie
 * between: the span adapts to what the last page brought.
 */
export async function readBefore(request: OlderRequest): Promise<OlderPage | null> {
  const { source, before, ordinal, start, target = FIRST_SPAN, span = target, signal } = request;
  if (before <= start) return null;
  const from = Math.max(start, before - span);
  const page = await source.history.read({ from, before, ...byLines(MOST_LINES), signal });
  const { messages, count } = page;
  // Too wide for a dense part: the page does not reach the loaded lines.
  if (page.isCut) {
    const covered = page.nextSeq - from;
    return readBefore({ ...request, span: Math.max(1, Math.floor(covered / 2)) });
  }
  const all = linesOf(source, page, ordinal - messages);
  const next = spanAfter(span, messages, rowsOf(all), target);
  if (messages === 0) {
    const further = await readBefore({ ...request, before: from, span: next });
    return further ?? { lines: [], messages, from, span: next, count };
  }
  const { lines, cutAt } = newestFitting(all, request.mostRows);
  if (cutAt === null) return { lines, messages, from, span: next, count };
  const { seq } = cutAt;
  return { lines, messages: ordinal - cutAt.ordinal, from: seq, span: before - seq, count };
}

/** Messages of other logs count too, and one may have a thousand rows. */
function spanAfter(span: number, messages: number, rows: number, target: number): number {
  const found = Math.max(messages, rows);
  if (found < target / STEP) return Math.min(WIDEST_SPAN, span * STEP);
  return found > target ? Math.max(1, Math.floor((span * target) / found)) : span;
}

const rowsOf = (lines: readonly LogLineInput[]) =>
  lines.reduce((rows, { message }) => rows + countLines(message), 0);

export interface PageOn {
  readonly lines: readonly LogLineInput[];
  readonly next: LogPlace;
  readonly isLast: boolean;
}

export interface OnRequest {
  readonly source: LogSource;
  readonly place: LogPlace;
  /** The end of what was stored at the start. */
  readonly tailSeq: number;
  /** Lines at most. */
  readonly limit: number;
  readonly mostRows?: number;
  readonly signal: AbortSignal;
}

/** The page from a place on. @throws MessagingError as History's methods do */
export async function readOn(request: OnRequest): Promise<PageOn> {
  const { source, place, tailSeq, limit, signal } = request;
  const hasEnded = source.endTime !== null;
  // What follows an ended log is not part of it.
  const ends = hasEnded ? { before: tailSeq } : {};
  const page = await source.history.read({ from: place.seq, ...ends, ...byLines(limit), signal });
  const lines = linesOf(source, page, place.ordinal);
  const fits = fitting(lines, request.mostRows);
  const cut = lines[fits];
  if (cut?.seq !== undefined && cut.ordinal !== undefined) {
    const next = { seq: cut.seq, ordinal: cut.ordinal };
    return { lines: lines.slice(0, fits), next, isLast: false };
  }
  const next = { seq: page.nextSeq, ordinal: place.ordinal + page.messages };
  return { lines, next, isLast: page.atEnd || (hasEnded && !page.isCut) };
}

export interface PageAround extends PageOn {
  readonly from: LogPlace;
}

/** The page around a sequence. @throws MessagingError as History's methods do */
export async function readAround(
  request: Omit<OnRequest, 'place'> & { readonly seq: number; readonly start: number },
): Promise<PageAround> {
  const { source, start, seq, signal, mostRows = Infinity } = request;
  const half = Math.floor(mostRows / 2);
  const range = { before: seq, ordinal: 0, start, target: LINES_BEFORE, mostRows: half };
  const above = await readBefore({ source, ...range, signal });
  const on = await readOn({ ...request, place: { seq, ordinal: 0 }, mostRows: half });
  const from = above ? { seq: above.from, ordinal: -above.messages } : { seq, ordinal: 0 };
  return { ...on, lines: [...(above?.lines ?? []), ...on.lines], from };
}

/** Reads a page of lines. */
export interface PageReader {
  readFrom(place: LogPlace, signal: AbortSignal, limit?: number): Promise<PageOn>;
}

/** Lines up to `before`, in pages; null is the end. */
export async function* readPages(
  feed: PageReader,
  from: number,
  before: number | null,
  signal: AbortSignal,
): AsyncGenerator<readonly LogLineInput[], void> {
  for (let place: LogPlace = { seq: from, ordinal: 0 }; ; ) {
    const { lines, next, isLast } = await feed.readFrom(place, signal, WHOLE_PAGE);
    yield before === null ? lines : lines.filter(({ seq }) => seq !== undefined && seq < before);
    if (isLast || (before !== null && next.seq >= before)) return;
    place = next;
  }
}

/** @param zero the ordinal of the page's first message */
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

/** The newest of these lines that fit into `mostRows`. */
function newestFitting(lines: readonly LogLineInput[], mostRows?: number) {
  const kept = lines.slice(lines.length - fitting(lines.toReversed(), mostRows));
  const [first] = kept;
  const isCut = kept.length < lines.length && first?.seq !== undefined;
  return {
    lines: kept,
    /** Where they begin; null if all fit. */
    cutAt: isCut ? { seq: first.seq, ordinal: first.ordinal ?? 0 } : null,
  };
}

/** How many of these lines fit into `mostRows`; at least one. */
function fitting(lines: readonly LogLineInput[], mostRows = Infinity): number {
  if (mostRows === Infinity) return lines.length;
  let rows = 0;
  const tooMany = lines.findIndex(({ message }, index) => {
    rows += countLines(message);
    return rows > mostRows && index > 0;
  });
  return tooMany < 0 ? lines.length : tooMany;
}
