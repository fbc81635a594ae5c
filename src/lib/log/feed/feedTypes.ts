import type { Delivery, FollowFrom, FollowObserver, History } from '../../messaging/index.ts';
import type { LogLineInput } from '../rows.ts';

/** The events that are lines. */
export type LogPattern = `slate.build.log.${string}` | `slate.runtime.log.${string}`;

/** A pattern that spans both has no event type. */
export type LogDelivery =
  | Delivery<`slate.build.log.${string}`>
  | Delivery<`slate.runtime.log.${string}`>;

/** A log's place and its connection. */
export interface LogSource {
  readonly history: History<LogPattern>;
  readonly follow: (from: FollowFrom, observer: FollowObserver<LogPattern>) => () => void;
  /** `onLink` reports its changes. */
  readonly isLive: () => boolean;
  readonly onLink: (listener: () => void) => () => void;
  /** Null for a message that is not of this log. */
  readonly toLine: (delivery: LogDelivery) => LogLineInput | null;
  /** At or before its first line; null begins with the oldest kept. */
  readonly startTime: number | null;
  /** At or after its last line; null for a log that goes on. */
  readonly endTime: number | null;
}

/** What lies beyond an edge of the loaded lines. */
export type Beyond = 'nothing' | 'more' | 'loading' | 'failed';

export interface FeedState {
  readonly phase: 'waiting' | 'ready';
  /** Before the first loaded line. */
  readonly older: Beyond;
  /** After the last one; 'nothing' while live lines join it. */
  readonly newer: Beyond;
}

export interface FeedReader {
  readonly following: boolean;
  /** The row at the reader's top edge. */
  readonly topRow: number;
}

/** A sequence, and the ordinal of the first message from there. */
export interface LogPlace {
  readonly seq: number;
  readonly ordinal: number;
}

export interface FeedExtent {
  /** The log's first sequence. */
  readonly start: number;
  /** Where the loaded lines begin. */
  readonly from: LogPlace;
  /** Null at the log's end. */
  readonly away: LogPlace | null;
}
