import { useState } from 'react';
import type { LogFeed } from './feed/LogFeed.ts';
import type { LogBuffer } from './LogBuffer.ts';
import type { Hit } from './search/HitList.ts';
import type { ScanRequest } from './search/selectLines.ts';
import type { Arrival } from './useGoTo.ts';
import { useHits } from './useHits.ts';
import { useLogScan } from './useLogScan.ts';

const ERRORS: ScanRequest = { pattern: null, levels: ['error'], results: 'none' };

export interface ErrorsOptions {
  readonly buffer: LogBuffer;
  readonly feed: LogFeed | null;
  readonly isReady: boolean;
  readonly from: () => Hit | null;
  readonly goTo: (hit: Hit, where: LogBuffer) => Promise<Arrival>;
  /** Looks for them though nobody has asked yet. */
  readonly isUnasked: boolean;
}

/** The log's errors, one after the other. They are looked for once somebody asks. */
export function useErrors({ buffer, feed, isReady, from, goTo, isUnasked }: ErrorsOptions) {
  const [isWanted, setWanted] = useState(false);
  const running = useLogScan(buffer, feed, isReady, isWanted || isUnasked ? ERRORS : null);
  const { current, step } = useHits(running, buffer, from, goTo);
  return {
    running,
    current,
    next: () => {
      setWanted(true);
      step(1);
    },
  };
}
