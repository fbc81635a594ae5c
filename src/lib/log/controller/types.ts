import type { FeedState } from '../feed/feedTypes.ts';
import type { LogFeed } from '../feed/LogFeed.ts';
import type { LogFailure, LogSteps } from '../folds/LogSteps.ts';
import type { LogBuffer } from '../LogBuffer.ts';
import type { LogGroupHead, LogLineInput, RowSource } from '../rows.ts';
import type { ScanProgress } from '../search/LogScan.ts';
import type { Ranges } from '../search/pattern.ts';
import type { LineSelection } from '../search/selectLines.ts';
import type { LineRange } from '../lineRange.ts';
import type { LogViewState } from '../viewState.ts';

/** What is read. */
export interface LogData {
  readonly buffer: LogBuffer;
  /** Null if the buffer is the whole log. */
  readonly feed: LogFeed | null;
}

/** Plain data, as the commands. */
export interface LogInputs {
  /** Whether it is known which log this is. */
  readonly isKnown: boolean;
  readonly view: LogViewState;
  /** Null for a log without steps. */
  readonly steps: LogSteps | null;
  /** Folds the steps that passed. */
  readonly foldsPassed: boolean;
  /** Opens at the failure instead of the end. */
  readonly failure: LogFailure | null;
}

export type LogCommand =
  | { readonly kind: 'inputs'; readonly inputs: LogInputs }
  | { readonly kind: 'follow' | 'pause' | 'go-to-start' | 'next-error' | 'show-in-context' }
  | { readonly kind: 'touch' }
  /** Index of the row at the reader's top edge. */
  | { readonly kind: 'scrolled'; readonly topRow: number }
  /** `isUnasked`: the reader did not scroll there. */
  | { readonly kind: 'load'; readonly edge: 'older' | 'newer'; readonly isUnasked: boolean }
  /** `order`: where it stands, as `orderOf`. */
  | { readonly kind: 'show-line'; readonly order: number }
  /** At the target with this id. */
  | { readonly kind: 'arrived'; readonly id: number }
  | { readonly kind: 'fold'; readonly head: LogGroupHead }
  | { readonly kind: 'fold-all' }
  /** To the next match, once the query is applied. */
  | { readonly kind: 'step'; readonly query: string; readonly by: 1 | -1 }
  | { readonly kind: 'filter'; readonly isOn: boolean }
  | { readonly kind: 'change'; readonly part: Partial<LogViewState> }
  | { readonly kind: 'choose'; readonly lines: LineRange; readonly isFurther: boolean }
  | { readonly kind: 'choose-next'; readonly by: 1 | -1; readonly isFurther: boolean };

/** Scrolled to once it is rendered. */
export interface LogTarget {
  readonly id: number;
  readonly rows: RowSource;
  /** Of the line, as `orderOf`. */
  readonly order: number;
  /** 'start' stays above what is folded there; 'nearest' scrolls no further than needed. */
  readonly to: 'line' | 'start' | 'nearest';
}

export interface SearchResult {
  readonly progress: ScanProgress;
  readonly total: number;
  /** From 1; null before there is one. */
  readonly current: number | null;
}

/** Shown instead of the log. */
export interface LogResults {
  readonly rows: LogBuffer;
  readonly selection: LineSelection;
  /** Results beyond what can be held. */
  readonly leftOut: number;
  readonly isSearching: boolean;
}

/** What marks a row. */
export interface RowMarks {
  readonly isChosen: (line: LogLineInput) => boolean;
  /** Where the search matches; null where it does not. */
  readonly rangesOf: (line: LogLineInput) => Ranges | null;
  /** It is the hit that the reader is at. */
  readonly isCurrent: (line: LogLineInput) => boolean;
}

export interface LogState {
  readonly isReady: boolean;
  readonly edges: FeedState;
  readonly rows: RowSource;
  readonly reader: LogReader;
  readonly target: LogTarget | null;
  readonly problem: string | null;
  readonly linkProblem: string | null;
  /** Null without a search. */
  readonly search: SearchResult | null;
  /** Null while all lines are shown. */
  readonly results: LogResults | null;
  /** Null without marks. */
  readonly marks: RowMarks | null;
}

/** `total`: lines at the time the reader left the end. */
export type LogReader =
  | { readonly kind: 'following' }
  | { readonly kind: 'paused'; readonly total: number };
