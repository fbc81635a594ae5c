import { useEffect, useMemo } from 'react';
import { useWindowedView } from '../../../hooks/index.ts';
import type { ViewStatus } from '../../../lib/messaging/index.ts';
import type { BuildsState } from './model.ts';
import { hasOlder, needsOlder, withoutPartial } from './recent.ts';
import { buildsViews } from './views.ts';

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
  const { state, status, isLoading, loadOlder } = useWindowedView(buildsViews, projectId);
  const isComplete = useMemo(() => !needsOlder(state, projectId), [state, projectId]);
  const isShort = !isLoading && !isComplete && status.phase !== 'failed';
  useEffect(() => {
    if (isShort) loadOlder();
  }, [isShort, loadOlder]);
  return {
    state: useMemo(() => withoutPartial(state), [state]),
    status,
    isComplete,
    older: !hasOlder(state) ? 'none' : isLoading || isShort ? 'loading' : 'some',
    loadOlder,
  };
}
