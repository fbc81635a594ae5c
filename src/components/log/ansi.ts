import { columnsOf } from './columns.ts';
import Anser from 'anser';
import { hasSpecial, pictureOf, resolveTerminal, splitControls } from './controls.ts';
import { splitLinks } from './links.ts';

/** 0–15: a colour of the theme's palette; otherwise "r, g, b". */
export type AnsiColour = number | string;

/** A run of text in one style. `text` is plain: it must only ever become a text node. */
export interface Segment {
  text: string;
  fg?: AnsiColour;
  bg?: AnsiColour;
  bold?: boolean;
  dim?: boolean;
  italic?: boolean;
  underline?: boolean;
  strike?: boolean;
  inverse?: boolean;
  /** Stands for a control character. */
  control?: boolean;
  href?: string;
}

export interface ParsedLine {
  segments: readonly Segment[];
  /** What it takes up, for the width of the widest line. */
  columns: number;
  /** The line was longer than MAX_SHOWN and only its beginning is here. */
  cut: boolean;
}

/** Longer lines freeze layout; the rest is shown on request. */
export const MAX_SHOWN = 10_000;

/** A few screens full: enough for scrolling to and fro. */
const CACHE_SIZE = 1_000;

const cache = new Map<string, ParsedLine>();

/** A line's text as styled runs, from a small cache: rows that scroll in and out parse once. */
export function parseLine(message: string): ParsedLine {
  const known = cache.get(message);
  if (known !== undefined) {
    // Maps keep order of insertion: the oldest is always the first.
    cache.delete(message);
    cache.set(message, known);
    return known;
  }
  const cut = message.length > MAX_SHOWN;
  const segments = segmentsOf(cut ? cutAt(message, MAX_SHOWN) : message);
  const columns = segments.reduce((sum, { text }) => sum + columnsOf(text), 0);
  const parsed = { segments, columns, cut };
  if (cut) return parsed;
  cache.set(message, parsed);
  if (cache.size > CACHE_SIZE) cache.delete(cache.keys().next().value ?? '');
  return parsed;
}

/** The first `length` characters, without half an escape sequence or half a surrogate pair. */
function cutAt(message: string, length: number): string {
  // An escape that was cut
  return message.slice(0, length).replace(/(?:\x1b\[?[\d;]*|[\ud800-\udbff])$/, '');
}

function segmentsOf(message: string): Segment[] {
  if (!hasSpecial(message)) return withLinks({ text: message });
  const segments: Segment[] = [];
  const options = { json: true, remove_empty: true, use_classes: true } as const;
  for (const token of new Anser().process(resolveTerminal(message), options, true)) {
    const style = styleOf(token);
    splitControls(token.content).forEach((part, i) => {
      if (part === '') return;
      if (i % 2 === 0) segments.push(...withLinks({ ...style, text: part }));
      else segments.push({ text: pictureOf(part), control: true });
    });
  }
  return segments;
}

function withLinks(segment: Segment): Segment[] {
  return splitLinks(segment.text).map((part) => ({ ...segment, ...part }));
}

const NAMES = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];

function styleOf(token: Anser.AnserJsonEntry & { isInverted?: boolean }): Omit<Segment, 'text'> {
  if (!token.was_processed) return {};
  const style: Omit<Segment, 'text'> = {};
  const inverse = token.isInverted === true;
  // Anser swaps the two for inverse video and fills in black and white; the theme knows better.
  const [fgName, bgName] = inverse ? [token.bg, token.fg] : [token.fg, token.bg];
  const [fgRgb, bgRgb] = inverse
    ? [token.bg_truecolor, token.fg_truecolor]
    : [token.fg_truecolor, token.bg_truecolor];
  const fg = colourOf(inverse && fgName === 'ansi-white' ? null : fgName, fgRgb);
  const bg = colourOf(inverse && bgName === 'ansi-black' ? null : bgName, bgRgb);
  if (fg !== undefined) style.fg = fg;
  if (bg !== undefined) style.bg = bg;
  if (inverse) style.inverse = true;
  for (const decoration of token.decorations) {
    if (decoration === 'strikethrough') style.strike = true;
    // Hidden text in a log would be a way to hide things from its readers.
    else if (decoration === 'hidden') style.dim = true;
    else if (decoration !== 'blink' && decoration !== 'reverse') style[decoration] = true;
  }
  return style;
}

function colourOf(name: string | null, rgb: string | null): AnsiColour | undefined {
  if (name === null) return undefined;
  if (name === 'ansi-truecolor') return rgb ?? undefined;
  const [, bright, word = ''] = /^ansi-(bright-)?(\D+)$/.exec(name) ?? [];
  const at = NAMES.indexOf(word);
  if (at >= 0) return bright === undefined ? at : at + 8;
  return paletteRgb(Number(name.replace('ansi-palette-', '')));
}

/** Colours 16–255 of xterm: a 6×6×6 cube, then greys. */
function paletteRgb(index: number): string {
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10;
    return `${grey}, ${grey}, ${grey}`;
  }
  const channel = (n: number) => (n === 0 ? 0 : 55 + n * 40);
  const at = index - 16;
  return [Math.floor(at / 36), Math.floor(at / 6) % 6, at % 6].map(channel).join(', ');
}
