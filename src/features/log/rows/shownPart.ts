import { type ParsedLine, parseAround, parseLine } from '../../../lib/terminal/ansi.ts';
import { plural } from '../../../components/time/format.ts';
import { MAX_RANGES, type Ranges } from '../../../lib/log/search/pattern.ts';

/** The part with the reader's hit, or with the first match. */
export function shownPart(message: string, ranges: Ranges | null, isCurrent: boolean): ParsedLine {
  const [first] = ranges ?? [];
  return isCurrent && first !== undefined ? parseAround(message, first) : parseLine(message);
}

/** In words; null for none. */
export function hiddenMatches(ranges: Ranges | null, { from, to }: ParsedLine): string | null {
  if (ranges === null) return null;
  const hidden = ranges.filter((start, i) => i % 2 === 0 && (start < from || start >= to)).length;
  if (hidden === 0) return null;
  // No more are looked for in one line.
  const isAll = ranges.length < 2 * MAX_RANGES;
  return isAll ? plural(hidden, 'match', 'matches') : `${hidden}+ matches`;
}
