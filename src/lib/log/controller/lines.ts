import { indexOfLine, isLine, type RowSource } from '../rows.ts';
import type { Hit } from '../search/HitList.ts';
import type { LineRange } from '../viewState.ts';

/** A line by its sequence, and its row's index. */
interface Place {
  readonly seq: number;
  readonly index: number;
}

/** The line at an index or the next one below it; null where there is none. */
export function hitOfRow(rows: RowSource, index: number): Hit | null {
  for (let i = Math.max(index, rows.first); i < rows.end; i++) {
    const row = rows.get(i);
    if (row !== undefined && isLine(row)) return { seq: rows.orderAt(i) ?? 0, part: row.part ?? 0 };
  }
  return null;
}

/** The next line with a place in the stream, or the one before; null at the end of what is shown. */
export function neighbourOf(rows: RowSource, seq: number, by: 1 | -1): Place | null {
  const start = indexOfLine(rows, { seq, part: 0 });
  if (start === null) return null;
  for (let index = start + by; index >= rows.first && index < rows.end; index += by) {
    const row = rows.get(index);
    if (row === undefined || !isLine(row)) continue;
    if (row.seq !== undefined && row.seq !== seq && (row.part ?? 0) === 0) {
      return { seq: row.seq, index };
    }
  }
  return null;
}

/** A range that grows or shrinks at one of its ends. @param moving that end, as it was */
export function moveEnd(lines: LineRange, moving: number, to: number): LineRange {
  const fixed = moving === lines.from ? lines.to : lines.from;
  return { from: Math.min(fixed, to), to: Math.max(fixed, to) };
}
