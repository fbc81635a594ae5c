import { type LogRow, type LogSnapshot } from './logRow.ts';

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
