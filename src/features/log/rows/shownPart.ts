import { type ParsedLine, parseAround, parseLine } from '../../../lib/terminal/ansi.ts';
import { plural } from '../../../components/time/format.ts';
import { MAX_RANGES, type Ranges } from '../../../lib/log/search/pattern.ts';

/** The part of a line that its row shows: of the reader's hit, the one with the first match. */
export function shownPart(message: string, ranges: Ranges | null, isCurrent: boolean): ParsedLine {
  const [first] = ranges ?? [];
  return isCurrent && first !== undefined ? parseAround(message, first) : parseLine(message);
}

/** How many matches of a line its row does not show, in words; null for none. */
export function hiddenMatches(ranges: Ranges | null, { from, to }: ParsedLine): string | null {
  if (ranges === null) return null;
  const hidden = ranges.filter((start, i) => i % 2 === 0 && (start < from || start >= to)).length;
  if (hidden === 0) return null;
  // No more are looked for in one line.
  const isAll = ranges.length < 2 * MAX_RANGES;
  return isAll ? plural(hidden, 'match', 'matches') : `${hidden}+ matches`;
}
