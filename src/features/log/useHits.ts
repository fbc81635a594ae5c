import { useEffect, useEffectEvent, useState } from 'react';
import type { LogBuffer } from '../../lib/log/LogBuffer.ts';
import type { Hit } from '../../lib/log/search/HitList.ts';
import type { GoTo } from './useGoTo.ts';
import type { RunningScan } from './useLogScan.ts';

interface Steps {
  /** The hit that the reader is at. */
  readonly current: Hit | null;
  readonly step: (by: 1 | -1) => void;
}

/**
 * Goes from hit to hit, around the end too. A step that finds nothing yet waits while the scan
 * goes on.
 * @param from the row that the reader looks at, where the first step begins
 */
export function useHits(
  running: RunningScan | null,
  where: LogBuffer,
  from: () => Hit | null,
  goTo: GoTo,
): Steps {
  const [at, setAt] = useState<{ running: RunningScan | null; hit: Hit } | null>(null);
  const [waiting, setWaiting] = useState<1 | -1 | null>(null);
  const current = at !== null && at.running === running ? at.hit : null;
  const go = (hit: Hit | null) => {
    setWaiting(null);
    if (hit === null) return;
    setAt({ running, hit });
    void goTo(hit, where);
  };
  const take = useEffectEvent((by: 1 | -1) => {
    if (running === null) return;
    const { hits, progress } = running.scan;
    const start = current ?? from();
    const before = start === null ? 0 : hits.rankOf(start);
    const onHit = current !== null ? 1 : 0;
    const rank = by === 1 ? before + onHit : before - 1;
    const isInside = rank >= 0 && rank < hits.size;
    if (isInside) go(hits.at(rank));
    else if (progress.phase !== 'scanning') {
      go(hits.size === 0 ? null : hits.at(by === 1 ? 0 : hits.size - 1));
    }
  });
  const phase = running?.scan.progress.phase;
  const size = running?.scan.hits.size;
  // After the render, which may bring another search, and again as the scan gets on.
  useEffect(() => {
    if (waiting !== null) take(waiting);
  }, [waiting, running, phase, size]);
  return { current, step: setWaiting };
}
