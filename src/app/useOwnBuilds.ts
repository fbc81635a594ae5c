import { useMemo } from 'react';
import { type BuildsState, withoutNamesakes } from '../features/builds/model.ts';
import { buildsView } from '../features/builds/views.ts';
import { useView, useViewStatus } from '../hooks/index.ts';
import type { ProjectView } from './useProject.ts';

/**
 * A project's builds, and none of a deleted project that had its id; those are still found by key.
 * @param project as useProject has it
 */
export function useOwnBuilds(
  projectId: string,
  project: Pick<ProjectView, 'namesakeUntil' | 'isReady'>,
): { readonly state: BuildsState; readonly isReady: boolean } {
  const builds = useView(buildsView, projectId);
  const { isReady } = useViewStatus(buildsView, projectId);
  const { namesakeUntil } = project;
  const state = useMemo(
    () => withoutNamesakes(builds, () => namesakeUntil),
    [builds, namesakeUntil],
  );
  return { state, isReady: isReady && project.isReady };
}
