import { useMemo } from 'react';
import { withoutNamesakes } from '../../features/builds/model/model.ts';
import { type BuildsRead, useBuilds } from '../../features/builds/model/useBuilds.ts';
import { isCurrent } from '../isCurrent.ts';
import type { ProjectView } from './useProject.ts';

export interface OwnBuilds extends Omit<BuildsRead, 'isComplete'> {
  /** What the page shows first has been read. */
  readonly isReady: boolean;
  /** A missing build is not there. */
  readonly isCurrent: boolean;
}

/** Without builds of a deleted project that had this id; those are still found by key. */
export function useOwnBuilds(
  projectId: string,
  project: Pick<ProjectView, 'namesakeUntil' | 'isReady'>,
): OwnBuilds {
  const { state: read, isComplete, ...builds } = useBuilds(projectId);
  const { namesakeUntil } = project;
  const state = useMemo(() => withoutNamesakes(read, () => namesakeUntil), [read, namesakeUntil]);
  const isKnown = isComplete && project.isReady;
  return {
    ...builds,
    state,
    isReady: builds.status.isReady && isKnown,
    isCurrent: isCurrent(builds.status) && isKnown,
  };
}
