import { useCallback, useEffect, useMemo, useState } from 'react';
import { useView, useViewStatus } from '../../../hooks/index.ts';
import type { ViewStatus } from '../../../lib/messaging/index.ts';
import type { BuildsState } from './model.ts';
import { hasOlder, needsOlder, withoutPartial } from './recent.ts';
import { buildsViews, recentBuildsView } from './views.ts';

/** Whether the server has older builds that were not read. */
export type OlderBuilds = 'none' | 'some' | 'loading';

/** What was read of a project's builds. */
export interface BuildsRead {
  /** Lists no build of which only a part was read. */
  readonly state: BuildsState;
  readonly status: ViewStatus;
  /** What runs and what waits is known. */
  readonly isComplete: boolean;
  readonly older: OlderBuilds;
  readonly loadOlder: () => void;
}

/**
 * A project's last builds. Reads further back on demand, and by itself where what runs began
 * earlier; what is known stays until that is done.
 */
export function useBuilds(projectId: string): BuildsRead {
  const [reach, setReach] = useState({ projectId, step: 0 });
  const step = reach.projectId === projectId ? reach.step : 0;
  const wide = useRead(projectId, step);
  const isWide = wide.status.isReady;
  const narrow = useRead(isWide ? null : projectId, Math.max(0, step - 1));
  const shown = isWide || !narrow.status.isReady ? wide : narrow;
  const isComplete = useMemo(() => !needsOlder(shown.state, projectId), [shown.state, projectId]);
  const { status } = wide;
  const loadOlder = useCallback(() => {
    if (status.phase === 'failed') status.retry();
    else setReach({ projectId, step: Math.min(step + 1, buildsViews.length - 1) });
  }, [status, projectId, step]);
  const isShort = isWide && !isComplete && status.phase !== 'failed';
  useEffect(() => {
    if (isShort) loadOlder();
  }, [isShort, loadOlder]);
  const isLoading = isShort || (!isWide && status.phase !== 'failed');
  return {
    state: useMemo(() => withoutPartial(shown.state), [shown.state]),
    status: status.phase === 'failed' ? status : shown.status,
    isComplete,
    older: !hasOlder(shown.state) ? 'none' : isLoading ? 'loading' : 'some',
    loadOlder,
  };
}

function useRead(projectId: string | null, step: number) {
  const view = buildsViews[step] ?? recentBuildsView;
  return { state: useView(view, projectId), status: useViewStatus(view, projectId) };
}
