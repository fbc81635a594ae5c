import { plainText } from '../../terminal/controls.ts';
import { linesIn } from '../rows.ts';

/** A regular expression that can be sent to a worker. */
export interface Pattern {
  readonly source: string;
  readonly flags: string;
  /** Characters per line: an expression may be slow on long ones. */
  readonly maxLength: number;
}

export type CompiledPattern =
  | { readonly kind: 'none' }
  | { readonly kind: 'pattern'; readonly pattern: Pattern }
  | { readonly kind: 'invalid'; readonly problem: string };

const REGEX_LENGTH = 20_000;

/** Ignores case, in text and expressions. */
export function compilePattern(text: string, isRegex: boolean): CompiledPattern {
  if (text === '') return { kind: 'none' };
  if (!isRegex) {
    const source = text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
    return { kind: 'pattern', pattern: { source, flags: 'gi', maxLength: Infinity } };
  }
  try {
    return { kind: 'pattern', pattern: ofRegex(text) };
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^.*:\s*/, '') : '';
    return { kind: 'invalid', problem: `Not a valid pattern: ${reason || 'check it'}.` };
  }
}

function ofRegex(text: string): Pattern {
  const { source, flags } = new RegExp(text, 'gi');
  return { source, flags, maxLength: REGEX_LENGTH };
}

/** Start and end of each match in turn. */
export type Ranges = readonly number[];

/** Per line. */
export const MAX_RANGES = 20;

/** Where `expression` (global) matches, or null. Empty matches count, but mark nothing. */
export function rangesIn(text: string, expression: RegExp, maxLength: number): Ranges | null {
  const searched = text.length > maxLength ? text.slice(0, maxLength) : text;
  expression.lastIndex = 0;
  const ranges: number[] = [];
  for (let match = expression.exec(searched); match !== null; match = expression.exec(searched)) {
    const end = match.index + match[0].length;
    ranges.push(match.index, end);
    if (ranges.length >= 2 * MAX_RANGES) break;
    if (end === match.index) expression.lastIndex += 1;
  }
  return ranges.length === 0 ? null : ranges;
}

/** The matching lines of a message: the index of each, and where it matches. */
export type MessageHits = readonly (readonly [part: number, ranges: Ranges])[];

/** Where lines of a message match as they are shown, or null. @param expression as of `rangesIn` */
export function hitsIn(message: string, expression: RegExp, maxLength: number): MessageHits | null {
  const hits = linesIn(message).flatMap((line, part) => {
    const ranges = rangesIn(plainText(line), expression, maxLength);
    return ranges === null ? [] : [[part, ranges] as const];
  });
  return hits.length === 0 ? null : hits;
}
