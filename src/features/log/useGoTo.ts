import { type RefObject, useCallback, useEffectEvent, useLayoutEffect, useState } from 'react';
import type { LogFeed } from '../../lib/log/feed/LogFeed.ts';
import type { FoldedLog } from '../../lib/log/folds/FoldedLog.ts';
import { type LogBuffer } from '../../lib/log/LogBuffer.ts';
import { indexOfLine, type LogSnapshot, type RowSource } from '../../lib/log/rows.ts';
import type { RowsHandle } from './rowLayout.ts';
import type { Hit } from '../../lib/log/search/HitList.ts';

interface Target {
  readonly rows: RowSource;
  readonly hit: Hit;
  /** 'start' stays above whatever is folded there. */
  readonly to: 'line' | 'start';
}

/** What happened to a wish to go somewhere. */
export type Arrival = 'there' | 'missing' | 'failed';

/** Brings a row into view, in the log or among a selection of its rows. */
export type GoTo = (hit: Hit, where: LogBuffer, to?: Target['to']) => Promise<Arrival>;

/**
 * Brings lines into view, loading their page where it is not loaded, and opening their step.
 * @param folds shows the log's rows in place of the log itself
 * @param pause stops following: the reader goes somewhere
 */
export function useGoTo(
  feed: LogFeed | null,
  folds: FoldedLog | null,
  pause: (where: RowSource) => void,
) {
  const [target, setTarget] = useState<Target | null>(null);
  const arrived = useCallback(() => setTarget(null), []);
  const goTo = useCallback<GoTo>(
    async (hit, where, to = 'line') => {
      const isFolded = folds !== null && where === folds.source;
      const rows = isFolded ? folds : where;
      pause(rows);
      try {
        // A selection of the log has all of its rows.
        if (feed !== null && where === feed.buffer) await feed.goToSeq(hit.seq);
      } catch {
        return 'failed';
      }
      if (indexOfLine(where, hit) === null) return 'missing';
      if (isFolded && to === 'line') folds.reveal(hit.seq);
      setTarget({ rows, hit, to });
      return 'there';
    },
    [feed, folds, pause],
  );
  return { goTo, target, arrived };
}

/**
 * Scrolls to a target once it is rendered.
 * @param shown what is rendered: the log itself or a selection of it
 * @param onThere called then, with the row's index
 */
export function useArrive(
  { target, arrived }: Pick<ReturnType<typeof useGoTo>, 'target' | 'arrived'>,
  shown: RowSource,
  snapshot: LogSnapshot,
  rows: RefObject<RowsHandle | null>,
  onThere: (index: number) => void,
): void {
  const tellThere = useEffectEvent(onThere);
  useLayoutEffect(() => {
    if (target === null || target.rows !== shown) return;
    const isStart = target.to === 'start' && shown.indexOfSeq(target.hit.seq) !== undefined;
    const index = isStart ? snapshot.first : indexOfLine(shown, target.hit);
    // Rows that are just loaded are rendered with the next frame.
    if (index === null || index < snapshot.first || index >= snapshot.end) return;
    rows.current?.scrollToIndex(index, 'upper');
    arrived();
    tellThere(index);
  }, [target, arrived, shown, snapshot, rows]);
}
