import type { ReactNode, Ref } from 'react';
import type { LogFeed } from '../../lib/log/feed/LogFeed.ts';
import type { LogFailure, LogSteps } from '../../lib/log/folds/LogSteps.ts';
import type { PrintedLine } from '../../lib/log/find.ts';
import type { LineRange } from '../../lib/log/lineRange.ts';
import type { LogBuffer } from '../../lib/log/LogBuffer.ts';
import type { PartialLine } from '../../lib/log/PartialLine.ts';
import type { LogViewState } from '../../lib/log/viewState.ts';

export interface LogViewHandle {
  /**
   * Goes to a step's first line and opens the step. Stops following.
   * @param startedAt where to look for lines that are not loaded
   */
  showStep: (step: string, startedAt: number | undefined) => Promise<void>;
  /** Stops following. @param order where it stands, as `orderOf` */
  showLine: (order: number) => void;
  /** Goes to a line found by its text. Stops following. @returns what a link can name of it, or null */
  showPrinted: (printed: PrintedLine) => Promise<LineRange | null>;
  scrollToEnd: () => void;
}

export interface LogViewProps {
  buffer: LogBuffer;
  /** Loads what the buffer does not hold. */
  feed?: LogFeed | null;
  /** The last line before it has ended. */
  partial?: PartialLine | null;
  label: string;
  /** Why there are no lines, and what brings some. */
  emptyText: string;
  state?: 'loading' | 'ready';
  toolbar?: 'full' | 'none';
  /** Where the single-letter keys work. */
  keys?: 'page' | 'log';
  /** Zero of relative times; the first line's time by default. */
  startTime?: number | undefined;
  fileName?: string;
  /** A strip above the lines. */
  hint?: ReactNode;
  /** A strip below the lines. */
  status?: ReactNode;
  /** Each step gets a head that folds its lines. */
  steps?: LogSteps;
  /** Folds the steps that passed. */
  foldsPassed?: boolean;
  /** Opens at the failure instead of the end. */
  failure?: LogFailure | null;
  /** Controlled by the address; uncontrolled without it. */
  view?: LogViewState;
  onView?: (view: LogViewState) => void;
  ref?: Ref<LogViewHandle>;
}
