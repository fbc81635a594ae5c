import type { RefObject } from 'react';
import type { LogBuffer, LogSnapshot } from './LogBuffer.ts';

/** Pixels; the same as --log-line in styles/tokens.css. */
export const ROW_HEIGHT = 20;
/** Pixels above the first and below the last row; the same as in LogView.module.css. */
export const PADDING = 8;

/** A line that is too long to be shown in place. */
export interface LongLineContent {
  readonly number: number;
  readonly message: string;
}

export type TimeMode = 'off' | 'clock' | 'relative';

/** How rows look; one object for all, so that a row re-renders only when it changes. */
export interface RowOptions {
  readonly timeMode: TimeMode;
  /** Milliseconds since the epoch: zero of relative times. */
  readonly startTime: number;
  /** Number of the highlighted line. */
  readonly selectedLine: number | undefined;
  readonly onShowAll: (line: LongLineContent) => void;
}

/** What the two ways of laying out rows have in common. */
export interface RowsProps {
  buffer: LogBuffer;
  snapshot: LogSnapshot;
  following: boolean;
  scroller: RefObject<HTMLDivElement | null>;
  /** Index of the row at the reader's top edge, kept while the layout is exchanged. */
  topRow: RefObject<number>;
  options: RowOptions;
  handle: RefObject<RowsHandle | null>;
}

export interface RowsHandle {
  /** Brings a row into view: near the upper third, or to the top edge. */
  scrollToIndex: (index: number, align: 'start' | 'upper') => void;
}
