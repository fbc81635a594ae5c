import type { RefObject } from 'react';
import type { RowMarks } from '../../../lib/log/controller/types.ts';
import { type LogGroupHead, type LogSnapshot, type RowSource } from '../../../lib/log/rows.ts';
import type { TimeMode } from '../../../lib/log/viewState.ts';
import type { Ranges } from '../../../lib/log/search/pattern.ts';

/** Pixels; the same as --log-line in styles/tokens.css. */
export const ROW_HEIGHT = 20;
/** Pixels above the first and below the last row; the same as in LogView.module.css. */
export const PADDING = 8;

/** A line that is too long to be shown in place. */
export interface LongLineContent {
  readonly number: number;
  readonly message: string;
  /** Where the search matches. */
  readonly ranges: Ranges;
}

/** How rows look; one object for all, so that a row re-renders only when it changes. */
export interface RowOptions {
  readonly timeMode: TimeMode;
  /** Milliseconds since the epoch: zero of relative times. */
  readonly startTime: number;
  readonly onShowAll: (line: LongLineContent) => void;
  readonly onFold: (head: LogGroupHead) => void;
}

/** What the two ways of laying out rows have in common. */
export interface RowsProps {
  buffer: RowSource;
  snapshot: LogSnapshot;
  following: boolean;
  scroller: RefObject<HTMLDivElement | null>;
  /** Index of the row at the reader's top edge, kept while the layout is exchanged. */
  topRow: RefObject<number>;
  options: RowOptions;
  /** Null while nothing is marked. */
  marks: RowMarks | null;
  handle: RefObject<RowsHandle | null>;
}

export type RowAlign = 'start' | 'upper' | 'nearest';

export interface RowsHandle {
  /** Brings a row into view: near the upper third, to the top edge, or no further than needed. */
  scrollToIndex: (index: number, align: RowAlign) => void;
  /** Scrolls by so many pixels; a scroll to a row that is still under way ends. */
  scrollBy: (pixels: number) => void;
}
