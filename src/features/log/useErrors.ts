import { useState } from 'react';
import type { LogFeed } from '../../lib/log/feed/LogFeed.ts';
import type { LogBuffer } from '../../lib/log/LogBuffer.ts';
import type { Hit } from '../../lib/log/search/HitList.ts';
import type { LineSelection } from '../../lib/log/search/selectLines.ts';
import type { GoTo } from './useGoTo.ts';
import { useHits } from './useHits.ts';
import { useLogScan } from './useLogScan.ts';

const ERRORS: LineSelection = { pattern: null, levels: ['error'] };

export interface ErrorsOptions {
  readonly buffer: LogBuffer;
  readonly feed: LogFeed | null;
  readonly isReady: boolean;
  readonly from: () => Hit | null;
  readonly goTo: GoTo;
  /** Looks for them before they are asked for. */
  readonly isUnasked: boolean;
}

/** The log's errors, one after the other. They are looked for when they are first asked for. */
export function useErrors({ buffer, feed, isReady, from, goTo, isUnasked }: ErrorsOptions) {
  const log = feed ?? buffer;
  const [wantedIn, setWantedIn] = useState<object | null>(null);
  const isWanted = wantedIn === log;
  // Errors that were looked for once are kept, whatever the reader turns to.
  if (isUnasked && !isWanted) setWantedIn(log);
  const running = useLogScan(buffer, feed, isReady, isWanted ? ERRORS : null, false);
  const { current, step } = useHits(running, buffer, from, goTo);
  return {
    running,
    current,
    next: () => {
      setWantedIn(log);
      step(1);
    },
  };
}
