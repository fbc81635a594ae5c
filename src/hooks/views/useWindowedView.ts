import { useCallback, useState } from 'react';
import type { View, ViewStatus } from '../../lib/messaging/index.ts';
import { useView } from './useView.ts';
import { useViewStatus } from './useViewStatus.ts';

/** Whether older events are stored that a view has not read, and can read. */
export type Older = 'none' | 'some' | 'loading';

export interface WindowedView<State> {
  readonly state: State;
  readonly status: ViewStatus;
  /** While older events are read, what is shown is what was known before. */
  readonly older: Older;
  /** How often older events were asked for. */
  readonly depth: number;
  /** Reads further back, or tries again where that has failed. */
  readonly loadOlder: () => void;
}

/**
 * Reads the last events of a subject, and further back on demand.
 * @param views of one state, each of which reads further back than the one before
 * @param select as for `useView`; may be a new closure on every render
 */
export function useWindowedView<State, Selection>(
  views: readonly [View<State>, ...View<State>[]],
  param: string,
  select: (state: State) => Selection,
  isEqual?: (a: Selection, b: Selection) => boolean,
): WindowedView<Selection> {
  const [reach, setReach] = useState({ param, depth: 0 });
  const depth = reach.param === param ? reach.depth : 0;
  const at = (step: number) => views[step] ?? views[0];
  const [wideView, narrowView] = [at(depth), at(Math.max(0, depth - 1))];
  const wide = useViewStatus(wideView, param);
  const narrowParam = wide.isReady ? null : param;
  const narrow = useViewStatus(narrowView, narrowParam);
  const states = {
    wide: useView(wideView, param, select, isEqual),
    narrow: useView(narrowView, narrowParam, select, isEqual),
  };
  const isWide = wide.isReady || !narrow.isReady;
  const shown = isWide ? wide : narrow;
  const last = views.length - 1;
  const loadOlder = useCallback(() => {
    if (wide.phase === 'failed') wide.retry();
    else setReach({ param, depth: Math.min(depth + 1, last) });
  }, [wide, param, depth, last]);
  return {
    state: isWide ? states.wide : states.narrow,
    status: wide.phase === 'failed' ? wide : shown,
    older: olderOf(wide, shown.hasOlder && (depth < last || !wide.isReady)),
    depth,
    loadOlder,
  };
}

function olderOf(wide: ViewStatus, hasOlder: boolean): Older {
  if (!hasOlder) return 'none';
  return wide.isReady || wide.phase === 'failed' ? 'some' : 'loading';
}
