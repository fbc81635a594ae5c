import type { ReactNode, Ref } from 'react';
import type { LogFeed } from '../../lib/log/feed/LogFeed.ts';
import type { LogFailure, LogSteps } from '../../lib/log/folds/LogSteps.ts';
import type { PrintedLine } from '../../lib/log/find.ts';
import type { LogBuffer } from '../../lib/log/LogBuffer.ts';
import type { PartialLine } from '../../lib/log/PartialLine.ts';
import type { LogViewState } from '../../lib/log/viewState.ts';

export interface LogViewHandle {
  /**
   * Goes to a step's first line, loading its page, and opens the step. Stops following.
   * @param startedAt milliseconds since the epoch: where to look for lines that are not loaded
   */
  showStep: (step: string, startedAt: number | undefined) => Promise<void>;
  /** Goes to a line, loading its page. Stops following. @param seq its place in the stream */
  showLine: (seq: number) => Promise<void>;
  /**
   * Goes to a line of which only this is known, loading its page. Stops following.
   * @returns its place in the stream; null if there is no such line, or no stream
   */
  showPrinted: (printed: PrintedLine) => Promise<number | null>;
  /** Goes to the end and follows. */
  scrollToEnd: () => void;
}

export interface LogViewProps {
  buffer: LogBuffer;
  /** Loads what the buffer does not hold; null where the buffer is all there is. */
  feed?: LogFeed | null;
  /** What the last line shows before it has ended; null where nothing goes on. */
  partial?: PartialLine | null;
  /** Accessible name, "Build log" or "Runtime log". */
  label: string;
  /** Shown in place of lines: why there are none and what brings some. */
  emptyText: string;
  state?: 'loading' | 'ready';
  toolbar?: 'full' | 'none';
  /** Where the single-letter keys work: on the whole page, or in the log alone. */
  keys?: 'page' | 'log';
  /** Zero of relative times, milliseconds since the epoch; by default the first line's time. */
  startTime?: number | undefined;
  /** Name of the downloaded file. */
  fileName?: string;
  /** A strip above the lines, e.g. "Live only: this server keeps no history." */
  hint?: ReactNode;
  /** A strip below the lines, e.g. where the log comes from. */
  status?: ReactNode;
  /** The steps that lines belong to: each gets a head that folds its lines. */
  steps?: LogSteps;
  /** Begins with the steps folded that went well. */
  foldsPassed?: boolean;
  /** Opens at the first error of what failed, or where it begins, rather than at the end. */
  failure?: LogFailure | null;
  /** What the address says, and where changes of it go; left out, the view keeps it itself. */
  view?: LogViewState;
  onView?: (view: LogViewState) => void;
  ref?: Ref<LogViewHandle>;
}
