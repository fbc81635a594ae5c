import { type RefObject, useCallback, useLayoutEffect, useState } from 'react';
import type { LogFeed } from './feed/LogFeed.ts';
import { type LogBuffer } from './LogBuffer.ts';
import { isLine, type LogSnapshot } from './logRow.ts';
import type { RowsHandle } from './rows.ts';
import type { Hit } from './search/HitList.ts';

interface Target {
  readonly buffer: LogBuffer;
  readonly index: number;
}

/** What happened to a wish to go somewhere. */
export type Arrival = 'there' | 'missing' | 'failed';

/** Index of a row in a buffer; null when it is not held. */
export function indexOfHit(buffer: LogBuffer, { seq, part }: Hit): number | null {
  const at = buffer.indexOfSeq(seq);
  if (at === undefined) return null;
  for (let index = at; index < buffer.end; index++) {
    const row = buffer.get(index);
    if (row === undefined || !isLine(row)) continue;
    // Rows without a stream are told apart by their ordinals, or by their numbers.
    const key = row.seq ?? row.ordinal ?? buffer.numberOf(index);
    if (key === seq && (row.part ?? 0) >= part) return index;
    if (row.seq !== undefined && key > seq) return index;
  }
  return null;
}

/**
 * Brings lines into view, loading their page where it is not loaded.
 * @param pause stops following: the reader goes somewhere
 */
export function useGoTo(feed: LogFeed | null, pause: (where: LogBuffer) => void) {
  const [target, setTarget] = useState<Target | null>(null);
  const arrived = useCallback(() => setTarget(null), []);
  const goTo = useCallback(
    async (hit: Hit, where: LogBuffer): Promise<Arrival> => {
      pause(where);
      try {
        // A selection of the log has all of its rows.
        if (feed !== null && where === feed.buffer) await feed.goToSeq(hit.seq);
      } catch {
        return 'failed';
      }
      const index = indexOfHit(where, hit);
      if (index === null) return 'missing';
      setTarget({ buffer: where, index });
      return 'there';
    },
    [feed, pause],
  );
  return { goTo, target, arrived };
}

/**
 * Scrolls to a target once it is rendered.
 * @param shown what is rendered: the log itself or a selection of it
 */
export function useArrive(
  { target, arrived }: Pick<ReturnType<typeof useGoTo>, 'target' | 'arrived'>,
  shown: LogBuffer,
  snapshot: LogSnapshot,
  rows: RefObject<RowsHandle | null>,
): void {
  useLayoutEffect(() => {
    if (target === null || target.buffer !== shown) return;
    // Rows that are just loaded are rendered with the next frame.
    if (target.index < snapshot.first || target.index >= snapshot.end) return;
    rows.current?.scrollToIndex(target.index, 'upper');
    arrived();
  }, [target, arrived, shown, snapshot, rows]);
}
