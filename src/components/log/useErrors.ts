import { useEffect, useRef, useState } from 'react';
import type { LogFeed } from './feed/LogFeed.ts';
import type { LogBuffer } from './LogBuffer.ts';
import type { Hit } from './search/HitList.ts';
import type { Arrival } from './useGoTo.ts';
import { useHits } from './useHits.ts';
import type { ScanRequest } from './search/selectLines.ts';
import { useLogScan } from './useLogScan.ts';

const ERRORS: ScanRequest = { pattern: null, levels: ['error'], results: 'none' };

export interface ErrorsOptions {
  readonly buffer: LogBuffer;
  readonly feed: LogFeed | null;
  readonly isReady: boolean;
  readonly from: () => Hit | null;
  readonly goTo: (hit: Hit, where: LogBuffer) => Promise<Arrival>;
  /** Goes to the first error once all of the log was looked at. */
  readonly startAtError: boolean;
}

/** The log's errors, one after the other. They are looked for once somebody asks. */
export function useErrors({ buffer, feed, isReady, from, goTo, startAtError }: ErrorsOptions) {
  const [isWanted, setWanted] = useState(false);
  const running = useLogScan(buffer, feed, isReady, isWanted || startAtError ? ERRORS : null);
  const { current, step } = useHits(running, buffer, from, goTo);

  const hasStarted = useRef(false);
  const phase = running?.scan.progress.phase;
  useEffect(() => {
    if (!startAtError || hasStarted.current || phase !== 'done') return;
    hasStarted.current = true;
    const first = running?.scan.hits.at(0) ?? null;
    if (first !== null) void goTo(first, buffer);
  }, [startAtError, phase, running, goTo, buffer]);

  return {
    current,
    next: () => {
      setWanted(true);
      step(1);
    },
  };
}
