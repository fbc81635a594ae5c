import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { LogFeed } from '../../lib/log/feed/LogFeed.ts';
import type { LogBuffer } from '../../lib/log/LogBuffer.ts';
import { FoundRows } from '../../lib/log/search/FoundRows.ts';
import { LogScan } from '../../lib/log/search/LogScan.ts';
import { createMatcher } from '../../lib/log/search/matcher.ts';
import type { LineSelection } from '../../lib/log/search/selectLines.ts';

export interface RunningScan {
  readonly scan: LogScan;
  /** The lines that match; null where nothing is to be matched, or only their places matter. */
  readonly matching: FoundRows | null;
  /** All lines of the levels; null where every level is looked at, or only their places matter. */
  readonly ofLevels: FoundRows | null;
}

interface KeyedScan extends RunningScan {
  readonly key: string;
  readonly log: LogFeed | LogBuffer;
}

const nothing = () => () => {};
const zero = () => 0;

/**
 * Looks through a log for as long as the same is asked for; renders again as it gets on.
 * @param wanted null looks for nothing
 * @param keepsRows whether what is found is to be shown
 */
export function useLogScan(
  buffer: LogBuffer,
  feed: LogFeed | null,
  isReady: boolean,
  wanted: LineSelection | null,
  keepsRows: boolean,
): RunningScan | null {
  const key = wanted === null || !isReady ? null : JSON.stringify(wanted);
  const latest = useRef(wanted);
  useEffect(() => {
    latest.current = wanted;
  });
  const [running, setRunning] = useState<KeyedScan | null>(null);
  useEffect(() => {
    // The key stands for it.
    const { current: wanted } = latest;
    if (wanted === null || key === null) return;
    const { pattern, levels } = wanted;
    const matching = keepsRows && pattern !== null ? new FoundRows() : null;
    const ofLevels = keepsRows && levels.length > 0 ? new FoundRows() : null;
    const scan = new LogScan({
      ...{ buffer, feed, matching, ofLevels },
      levels: new Set(levels),
      matcher: pattern === null ? null : createMatcher(pattern),
    });
    const shareNumbers = () => {
      for (const rows of [matching, ofLevels]) rows?.buffer.setNumberOffset(buffer.numberOffset);
    };
    shareNumbers();
    const stopSharing = keepsRows ? buffer.subscribe(shareNumbers) : () => {};
    const stop = scan.start();
    setRunning({ scan, matching, ofLevels, key, log: feed ?? buffer });
    return () => {
      stopSharing();
      stop();
    };
  }, [buffer, feed, key, keepsRows]);
  // A scan of the log that was here before has found nothing in this one.
  const isThis = running?.key === key && running?.log === (feed ?? buffer);
  const current = isThis ? running : null;
  useSyncExternalStore(current?.scan.subscribe ?? nothing, current?.scan.getVersion ?? zero);
  return current;
}
