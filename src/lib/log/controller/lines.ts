import { indexOfLine, isLine, type RowSource } from '../rows.ts';
import type { Hit } from '../search/HitList.ts';
import type { LineRange } from '../viewState.ts';

interface Place {
  readonly seq: number;
  readonly index: number;
}

/** The line at an index or the next below. */
export function hitOfRow(rows: RowSource, index: number): Hit | null {
  for (let i = Math.max(index, rows.first); i < rows.end; i++) {
    const row = rows.get(i);
    if (row !== undefined && isLine(row)) return { seq: rows.orderAt(i) ?? 0, part: row.part ?? 0 };
  }
  return null;
}

/** The next or previous line with a sequence. */
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

/** @param moving the end that moves */
export function moveEnd(lines: LineRange, moving: number, to: number): LineRange {
  const fixed = moving === lines.from ? lines.to : lines.from;
  return { from: Math.min(fixed, to), to: Math.max(fixed, to) };
}
