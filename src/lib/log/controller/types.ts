import type { FeedState } from '../feed/feedTypes.ts';
import type { LogFeed } from '../feed/LogFeed.ts';
import type { LogFailure, LogSteps } from '../folds/LogSteps.ts';
import type { LogBuffer } from '../LogBuffer.ts';
import type { LogGroupHead, LogLineInput, RowSource } from '../rows.ts';
import type { Hit } from '../search/HitList.ts';
import type { ScanProgress } from '../search/LogScan.ts';
import type { Ranges } from '../search/pattern.ts';
import type { LineSelection } from '../search/selectLines.ts';
import type { LogViewState } from '../viewState.ts';

/** What a log's reader is given from outside. */
export interface LogInputs {
  readonly buffer: LogBuffer;
  /** Null for a buffer that is all there is. */
  readonly feed: LogFeed | null;
  /** It is known which log this is. */
  readonly isKnown: boolean;
  readonly view: LogViewState;
  /** Null for a log without steps. */
  readonly steps: LogSteps | null;
  /** Begins with the steps folded that passed. */
  readonly foldsPassed: boolean;
  /** Opens where this went wrong rather than at the end. */
  readonly failure: LogFailure | null;
  /** Index of the row at the reader's top edge, asked whenever it matters. */
  readonly topRow: () => number;
  readonly onView: (view: LogViewState) => void;
}

export type LogCommand =
  | { readonly kind: 'inputs'; readonly inputs: LogInputs }
  | { readonly kind: 'follow' | 'pause' | 'go-to-start' | 'next-error' | 'show-in-context' }
  /** The reader does something with the log: it is not scrolled for them any more. */
  | { readonly kind: 'touch' }
  | { readonly kind: 'load'; readonly edge: 'older' | 'newer' }
  /** The view has scrolled to a target. */
  | { readonly kind: 'arrived'; readonly target: LogTarget }
  | { readonly kind: 'fold'; readonly head: LogGroupHead }
  | { readonly kind: 'fold-all' }
  /** To the next match of this query, once it is searched for. */
  | { readonly kind: 'step'; readonly query: string; readonly by: 1 | -1 }
  | { readonly kind: 'filter'; readonly isOn: boolean }
  | { readonly kind: 'change'; readonly part: Partial<LogViewState> }
  | { readonly kind: 'choose'; readonly seq: number; readonly isFurther: boolean }
  | { readonly kind: 'choose-next'; readonly by: 1 | -1; readonly isFurther: boolean };

/** A row to scroll to once it is rendered. */
export interface LogTarget {
  readonly rows: RowSource;
  readonly hit: Hit;
  /** 'start' stays above whatever is folded there; 'nearest' scrolls no further than needed. */
  readonly to: 'line' | 'start' | 'nearest';
}

export interface SearchResult {
  readonly progress: ScanProgress;
  readonly total: number;
  /** Rank of the reader's hit, counted from 1; null before there is one. */
  readonly current: number | null;
}

/** Lines that are shown in place of the log. */
export interface LogResults {
  readonly rows: LogBuffer;
  readonly selection: LineSelection;
  /** Lines that belong to them, but are beyond what is held at once. */
  readonly leftOut: number;
  readonly isSearching: boolean;
}

/** What sets a row apart from others; asked for each row that is rendered. */
export interface RowMarks {
  readonly isChosen: (line: LogLineInput) => boolean;
  /** Where the search matches; null where it does not. */
  readonly rangesOf: (line: LogLineInput) => Ranges | null;
  /** It is the hit that the reader is at. */
  readonly isCurrent: (line: LogLineInput) => boolean;
}

/** What a log's reader sees, but for the rows: these change with every frame. */
export interface LogState {
  readonly isReady: boolean;
  readonly edges: FeedState;
  readonly rows: RowSource;
  readonly reader: LogReader;
  readonly target: LogTarget | null;
  /** What is wrong with the query. */
  readonly problem: string | null;
  /** What is wrong with the linked line. */
  readonly linkProblem: string | null;
  /** Null while nothing is searched for. */
  readonly search: SearchResult | null;
  /** Null while all lines are shown. */
  readonly results: LogResults | null;
  /** Null while no row is set apart. */
  readonly marks: RowMarks | null;
}

/** `total`: the lines that had arrived when the reader left the end. */
export type LogReader =
  | { readonly kind: 'following' }
  | { readonly kind: 'paused'; readonly total: number };
