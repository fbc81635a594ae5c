import type { RefObject } from 'react';
import type { RowMarks } from '../../../lib/log/controller/types.ts';
import { type LogGroupHead, type LogSnapshot, type RowSource } from '../../../lib/log/rows.ts';
import type { TimeMode } from '../../../lib/log/viewState.ts';
import type { Ranges } from '../../../lib/log/search/pattern.ts';

/** Pixels; the same as --log-line in styles/tokens.css. */
export const ROW_HEIGHT = 20;
/** Pixels above the first and below the last row; the same as in LogView.module.css. */
export const PADDING = 8;

export interface LongLineContent {
  readonly number: number;
  readonly message: string;
  readonly ranges: Ranges;
}

/** One object for all rows, so that a row renders only when it changes. */
export interface RowOptions {
  readonly timeMode: TimeMode;
  /** Zero of relative times. */
  readonly startTime: number;
  readonly onShowAll: (line: LongLineContent) => void;
  readonly onFold: (head: LogGroupHead) => void;
}

/** What both layouts have in common. */
export interface RowsProps {
  buffer: RowSource;
  snapshot: LogSnapshot;
  following: boolean;
  scroller: RefObject<HTMLDivElement | null>;
  /** Index of the row at the reader's top edge, kept while the layout is exchanged. */
  topRow: Readonly<RefObject<number>>;
  onTopRow: (row: number) => void;
  options: RowOptions;
  /** Null without marks. */
  marks: RowMarks | null;
  handle: RefObject<RowsHandle | null>;
}

export type RowAlign = 'start' | 'upper' | 'nearest';

export interface RowsHandle {
  /** Near the upper third, to the top edge, or no further than needed. */
  scrollToIndex: (index: number, align: RowAlign) => void;
  /** Also ends a scroll to a row. */
  scrollBy: (pixels: number) => void;
}
