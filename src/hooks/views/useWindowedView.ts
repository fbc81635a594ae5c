import { useCallback, useState } from 'react';
import type { View, ViewStatus } from '../../lib/messaging/index.ts';
import { useView } from './useView.ts';
import { useViewStatus } from './useViewStatus.ts';

export interface WindowedView<State> {
  readonly state: State;
  readonly status: ViewStatus;
  /** Older events are being read; what is shown is what was known before. */
  readonly isLoading: boolean;
  /** Reads further back, or tries again where that has failed. */
  readonly loadOlder: () => void;
}

/**
 * Reads the last events of a subject, and further back on demand.
 * @param views of one state, each of which reads further back than the one before
 */
export function useWindowedView<State>(
  views: readonly [View<State>, ...View<State>[]],
  param: string,
): WindowedView<State> {
  const [reach, setReach] = useState({ param, step: 0 });
  const step = reach.param === param ? reach.step : 0;
  const wide = useRead(views, step, param);
  const isWide = wide.status.isReady;
  const narrow = useRead(views, Math.max(0, step - 1), isWide ? null : param);
  const shown = isWide || !narrow.status.isReady ? wide : narrow;
  const { status } = wide;
  const last = views.length - 1;
  const loadOlder = useCallback(() => {
    if (status.phase === 'failed') status.retry();
    else setReach({ param, step: Math.min(step + 1, last) });
  }, [status, param, step, last]);
  return {
    state: shown.state,
    status: status.phase === 'failed' ? status : shown.status,
    isLoading: !isWide && status.phase !== 'failed',
    loadOlder,
  };
}

function useRead<State>(
  views: readonly [View<State>, ...View<State>[]],
  step: number,
  param: string | null,
) {
  const view = views[step] ?? views[0];
  return { state: useView(view, param), status: useViewStatus(view, param) };
}
