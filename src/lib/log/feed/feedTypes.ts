import type { Delivery, FollowFrom, FollowObserver, History } from '../../messaging/index.ts';
import type { LogLineInput } from '../rows.ts';

/** The events that are lines. */
export type LogPattern = `slate.build.log.${string}` | `slate.runtime.log.${string}`;

/** One of the two; a pattern that spans both has no event type. */
export type LogDelivery =
  | Delivery<`slate.build.log.${string}`>
  | Delivery<`slate.runtime.log.${string}`>;

/** Where a log comes from, as a feature knows it. */
export interface LogSource {
  readonly history: History<LogPattern>;
  readonly follow: (from: FollowFrom, observer: FollowObserver<LogPattern>) => () => void;
  /** Whether there is a connection now; `onLink` reports every change of that. */
  readonly isLive: () => boolean;
  readonly onLink: (listener: () => void) => () => void;
  /** Null for a line that is in the stream but not of this log. */
  readonly toLine: (delivery: LogDelivery) => LogLineInput | null;
  /** When its first line was stored, or a little earlier; null begins with the oldest kept. */
  readonly startTime: number | null;
  /** When its last line was stored, or a little later; null for a log that goes on. */
  readonly endTime: number | null;
}

/** What there is beyond one edge of the lines that are loaded. */
export type Beyond = 'nothing' | 'more' | 'loading' | 'failed';

export interface FeedState {
  readonly phase: 'waiting' | 'ready';
  /** Lines before the first that is loaded. */
  readonly older: Beyond;
  /** Lines after the last that is loaded; 'nothing' while new lines join it as they come. */
  readonly newer: Beyond;
}

export interface FeedReader {
  readonly following: boolean;
  /** Index of the row at the reader's top edge. */
  readonly topRow: number;
}

/** A sequence, and the ordinal of the first message with it or a later one. */
export interface LogPlace {
  readonly seq: number;
  readonly ordinal: number;
}

export interface FeedExtent {
  /** The log's first sequence. */
  readonly start: number;
  /** Where the loaded lines begin. */
  readonly from: LogPlace;
  /** Where they end; null at the log's end. */
  readonly away: LogPlace | null;
}
