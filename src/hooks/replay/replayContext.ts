import { createContext, use } from 'react';
import type { LogSource } from '../../lib/log/feed/feedTypes.ts';
import type { LogFeed } from '../../lib/log/feed/LogFeed.ts';
import type { LogBuffer } from '../../lib/log/LogBuffer.ts';
import type { Replay, Unsubscribe } from '../../lib/messaging/index.ts';

/** A log as of the replay's moment. */
export interface ReplayedLog {
  readonly buffer: LogBuffer;
  readonly feed: LogFeed;
}

export interface ReplayContextValue {
  readonly replay: Replay;
  /**
   * Reads a log up to the replay's moment, and again when the replay goes back.
   * @param describe asked before each reading
   * @param make a log that has not begun to read
   */
  openLog(
    describe: () => Pick<LogSource, 'history' | 'toLine' | 'startTime' | 'endTime'>,
    make: (source: LogSource) => ReplayedLog,
    onShow: (log: ReplayedLog) => void,
  ): Unsubscribe;
}

export const ReplayContext = createContext<ReplayContextValue | null>(null);

/** The replay that this component is part of; null for what is live. */
export function useReplay(): Replay | null {
  return use(ReplayContext)?.replay ?? null;
}
