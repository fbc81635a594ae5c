import type { LogBuffer } from '../../lib/log/LogBuffer.ts';
import { orderOf } from '../../lib/log/rows.ts';
import type { RowMarks } from './rowLayout.ts';
import type { LogViewState } from '../../lib/log/viewState.ts';

/** Number of the last line that is loaded; null while nobody knows. */
export function lastNumber(buffer: LogBuffer, end: number): number | null {
  for (let i = end - 1; i >= buffer.first; i--) {
    const number = buffer.numberOf(i);
    if (number > 0) return number;
  }
  return null;
}

/** What the search, the reader's place and the address set apart; null while nothing is. */
export function marksOfView(
  rangesOf: RowMarks['rangesOf'] | null,
  current: { readonly seq: number; readonly part: number } | null,
  { lines }: LogViewState,
): RowMarks | null {
  if (rangesOf === null && current === null && lines === null) return null;
  return {
    rangesOf: rangesOf ?? (() => null),
    isCurrent: (line) =>
      current !== null && current.seq === orderOf(line) && current.part === (line.part ?? 0),
    isChosen: ({ seq }) =>
      lines !== null && seq !== undefined && seq >= lines.from && seq <= lines.to,
  };
}
