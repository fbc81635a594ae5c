import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { LogFeed } from './feed/LogFeed.ts';
import { LogBuffer } from './LogBuffer.ts';
import { LogScan } from './search/LogScan.ts';
import { createMatcher } from './search/matcher.ts';
import type { ScanRequest } from './search/selectLines.ts';

export interface RunningScan {
  readonly scan: LogScan;
  readonly results: LogBuffer | null;
}

interface KeyedScan extends RunningScan {
  readonly key: string;
  readonly log: LogFeed | LogBuffer;
}

const nothing = () => () => {};
const zero = () => 0;

/**
 * Looks through a log for as long as the same is asked for; renders again as it gets on.
 * @param request null looks for nothing
 */
export function useLogScan(
  buffer: LogBuffer,
  feed: LogFeed | null,
  isReady: boolean,
  request: ScanRequest | null,
): RunningScan | null {
  const key = request === null || !isReady ? null : JSON.stringify(request);
  const latest = useRef(request);
  useEffect(() => {
    latest.current = request;
  });
  const [running, setRunning] = useState<KeyedScan | null>(null);
  useEffect(() => {
    // The key stands for the request.
    const wanted = latest.current;
    if (wanted === null || key === null) return;
    const results = wanted.results === 'none' ? null : new LogBuffer();
    const scan = new LogScan({
      buffer,
      feed,
      levels: new Set(wanted.levels),
      matcher: wanted.pattern === null ? null : createMatcher(wanted.pattern),
      results,
      showAll: wanted.results === 'levels',
    });
    const shareNumbers = () => results?.setNumberOffset(buffer.numberOffset);
    shareNumbers();
    const stopSharing = results === null ? () => {} : buffer.subscribe(shareNumbers);
    const stop = scan.start();
    setRunning({ scan, results, key, log: feed ?? buffer });
    return () => {
      stopSharing();
      stop();
    };
  }, [buffer, feed, key]);
  // A scan of the log that was here before has found nothing in this one.
  const isThis = running?.key === key && running?.log === (feed ?? buffer);
  const current = isThis ? running : null;
  useSyncExternalStore(current?.scan.subscribe ?? nothing, current?.scan.getVersion ?? zero);
  return current;
}
