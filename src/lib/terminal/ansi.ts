import type { Run } from './look.ts';
import { columnsOf } from './columns.ts';
import { hasSpecial, pictureOf, splitControls } from './controlChars.ts';
import { splitLinks } from './links.ts';
import { type SegmentStyle, segmentStyle } from './segmentStyle.ts';
import { terminalRuns } from './terminalRuns.ts';

/** `text` is plain: it must only ever become a text node. */
export interface Segment extends SegmentStyle {
  text: string;
  control?: boolean;
  /** An http or https address. */
  href?: string;
}

export interface ParsedLine {
  segments: readonly Segment[];
  /** For the width of the widest line. */
  columns: number;
  /** Its range in the line's plain text. */
  from: number;
  to: number;
  /** More of the line follows. */
  isCut: boolean;
}

/** Longer lines freeze layout; the rest is shown on request. */
export const MAX_SHOWN = 10_000;

/** A few screens. */
const CACHE_SIZE = 1_000;
/** A few huge lines must not stay in memory. */
const CACHE_LENGTH = 4_000_000;

const cache = new Map<string, ParsedLine>();
let cachedLength = 0;

/** Cached: rows that scroll in and out parse once. */
export function parseLine(message: string): ParsedLine {
  const known = cache.get(message);
  if (known !== undefined) {
    // Maps keep insertion order: the oldest comes first.
    cache.delete(message);
    cache.set(message, known);
    return known;
  }
  const parsed = parse(message);
  cache.set(message, parsed);
  cachedLength += message.length;
  while (cache.size > CACHE_SIZE || (cachedLength > CACHE_LENGTH && cache.size > 1)) {
    const [oldest = ''] = cache.keys();
    cache.delete(oldest);
    cachedLength -= oldest.length;
  }
  return parsed;
}

/** What may change earlier text. */
const REWRITES =
  // That is what it looks for
  /[\r\n\b\x9b]|\x1b\[\d*[CDGJK]/;

/** Context before the place. */
const BEFORE = 40;
let around: { readonly message: string; readonly at: number; readonly part: ParsedLine } | null =
  null;

/** The part around a place of the plain text; the beginning if that has it. */
export function parseAround(message: string, at: number): ParsedLine {
  const beginning = parseLine(message);
  if (at < beginning.to || !beginning.isCut) return beginning;
  if (around?.message !== message || around.at !== at) {
    around = { message, at, part: partOf(message, Math.max(0, at - BEFORE)) };
  }
  return around.part;
}

/** Takes time in proportion to the whole line. */
function partOf(message: string, start: number): ParsedLine {
  const runs = hasSpecial(message) ? terminalRuns(message) : null;
  const segments = runs?.flatMap(segmentsOf) ?? [{ text: message }];
  const plain = segments.map((segment) => plainOf(segment)).join('');
  const from = /^[\udc00-\udfff]/.test(plain.slice(start, start + 1)) ? start - 1 : start;
  const to = from + cutAt(plain.slice(from), MAX_SHOWN).length;
  const inside: Segment[] = [];
  let place = 0;
  for (const segment of segments) {
    const text = plainOf(segment).slice(Math.max(0, from - place), Math.max(0, to - place));
    if (text !== '') inside.push(...(runs === null ? splitLinks(text) : [{ ...segment, text }]));
    else if (segment.control === true && place > from && place < to) inside.push(segment);
    place += plainOf(segment).length;
  }
  return parsedOf(inside, from, to < plain.length);
}

/** Pictures of control characters are not in the plain text. */
const plainOf = ({ text, control }: Segment) => (control === true ? '' : text);

function parse(message: string): ParsedLine {
  // A line that overwrites itself is long before it is short: only its end shows what is visible.
  const isCutFirst = message.length > MAX_SHOWN && !REWRITES.test(message);
  const text = isCutFirst ? cutAt(message, MAX_SHOWN) : message;
  if (!hasSpecial(text)) return parsedOf(splitLinks(text), 0, isCutFirst);
  const runs = terminalRuns(text);
  const shown = firstOf(runs, MAX_SHOWN);
  return parsedOf(shown.flatMap(segmentsOf), 0, isCutFirst || shown !== runs);
}

function parsedOf(segments: readonly Segment[], from: number, isCut: boolean): ParsedLine {
  const columns = segments.reduce((sum, { text }) => sum + columnsOf(text), 0);
  const to = segments.reduce((sum, segment) => sum + plainOf(segment).length, from);
  return { segments, columns, from, to, isCut };
}

/** Without half a surrogate pair. */
function cutAt(text: string, length: number): string {
  return text.slice(0, length).replace(/[\ud800-\udbff]$/, '');
}

/** The same array if it is short enough. */
function firstOf(runs: readonly Run[], length: number): readonly Run[] {
  let room = length;
  for (const [i, { text, look }] of runs.entries()) {
    if (text.length > room) return [...runs.slice(0, i), { text: cutAt(text, room), look }];
    room -= text.length;
  }
  return runs;
}

function segmentsOf({ text, look }: Run): Segment[] {
  const style = segmentStyle(look.style);
  return splitControls(text).flatMap((part, i): Segment[] => {
    if (part === '') return [];
    if (i % 2 === 1) return [{ text: pictureOf(part), control: true }];
    // A link keeps its target, whatever address its text shows.
    if (look.link !== null) return [{ ...style, text: part, href: look.link }];
    return splitLinks(part).map((linked) => ({ ...style, ...linked }));
  });
}
