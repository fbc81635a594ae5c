import { useMemo } from 'react';
import { type BuildsState, withoutNamesakes } from '../../features/builds/model/model.ts';
import { buildsView } from '../../features/builds/model/views.ts';
import { useView, useViewStatus } from '../../hooks/index.ts';
import type { ViewStatus } from '../../lib/messaging/index.ts';
import { isCurrent } from '../isCurrent.ts';
import type { ProjectView } from './useProject.ts';

export interface OwnBuilds {
  readonly state: BuildsState;
  readonly status: ViewStatus;
  /** What the server keeps has been read. */
  readonly isReady: boolean;
  /** A missing build is not there. */
  readonly isCurrent: boolean;
}

/** Without builds of a deleted project that had this id; those are still found by key. */
export function useOwnBuilds(
  projectId: string,
  project: Pick<ProjectView, 'namesakeUntil' | 'isReady'>,
): OwnBuilds {
  const builds = useView(buildsView, projectId);
  const status = useViewStatus(buildsView, projectId);
  const { namesakeUntil } = project;
  const state = useMemo(
    () => withoutNamesakes(builds, () => namesakeUntil),
    [builds, namesakeUntil],
  );
  return {
    state,
    status,
    isReady: status.isReady && project.isReady,
    isCurrent: isCurrent(status) && project.isReady,
  };
}
