import { isLine, type LogRow, type LogSnapshot } from './logRow.ts';
import type { Hit } from './search/HitList.ts';

/** The head above the lines of a step, or of a group within one; folds them away. */
export interface LogGroupHead {
  readonly kind: 'group';
  readonly step: string;
  readonly group?: string;
  readonly open: boolean;
  /** Where in the log the lines below it begin. */
  readonly at: number;
}

/** A row as it is rendered. */
export type ShownRow = LogRow | LogGroupHead;

/** Rows as the view reads them: a log's, or a selection of them. */
export interface RowSource {
  readonly first: number;
  readonly end: number;
  /** Grows with every clear; of this very moment, which a snapshot is not. */
  readonly generation: number;
  /** The row at `index`; undefined when it is not held. */
  get(index: number): ShownRow | undefined;
  /** What people call the line at `index`, counted from 1; 0 for none, or while nobody knows. */
  numberOf(index: number): number;
  /** Where the row at `index` stands: its sequence, or what takes the place of one. */
  orderAt(index: number): number | undefined;
  /** Index of the first row with this sequence or a later one; undefined when none is held. */
  indexOfSeq(seq: number): number | undefined;
  /** Fit for useSyncExternalStore. */
  readonly getSnapshot: () => LogSnapshot;
  readonly subscribe: (onChange: () => void) => () => void;
}

/** Index of a row in a buffer; null when it is not held. */
export function indexOfHit(buffer: RowSource, { seq, part }: Hit): number | null {
  const at = buffer.indexOfSeq(seq);
  if (at === undefined) return null;
  for (let index = at; index < buffer.end; index++) {
    const row = buffer.get(index);
    if (row === undefined || !isLine(row)) continue;
    const order = buffer.orderAt(index) ?? seq;
    if (order > seq || (row.part ?? 0) >= part) return index;
  }
  return null;
}
