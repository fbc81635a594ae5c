import { useEffect, useMemo } from 'react';
import { type Older, useWindowedView } from '../../../hooks/index.ts';
import type { ViewStatus } from '../../../lib/messaging/index.ts';
import type { BuildsState } from './model.ts';
import { needsOlder, withoutPartial } from './recent.ts';
import { buildsViews } from './views.ts';

/** What was read of a project's builds. */
export interface BuildsRead {
  /** Lists no build of which only a part was read. */
  readonly state: BuildsState;
  readonly status: ViewStatus;
  /** What runs and what waits is known. */
  readonly isComplete: boolean;
  readonly older: Older;
  /** How often older builds were asked for. */
  readonly depth: number;
  readonly loadOlder: () => void;
}

/**
 * A project's last builds. Reads further back on demand, and by itself where what runs began
 * earlier; what is known stays until that is done.
 */
export function useBuilds(projectId: string): BuildsRead {
  const { state, status, older, depth, loadOlder } = useWindowedView(buildsViews, projectId, allOf);
  const isComplete = useMemo(() => !needsOlder(state, projectId), [state, projectId]);
  const isShort = older === 'some' && !isComplete && status.phase !== 'failed';
  useEffect(() => {
    if (isShort) loadOlder();
  }, [isShort, loadOlder]);
  return {
    state: useMemo(() => withoutPartial(state), [state]),
    status,
    isComplete,
    older: isShort ? 'loading' : older,
    depth,
    loadOlder,
  };
}

const allOf = (state: BuildsState) => state;
