import { useMemo } from 'react';
import { type BuildsState, withoutNamesakes } from '../features/builds/model.ts';
import { useBuilds } from '../features/builds/useBuilds.ts';
import type { ProjectView } from './useProject.ts';

/**
 * A project's builds, and none of a deleted project that had its id; those are still found by key.
 * @param project as useProject has it
 */
export function useOwnBuilds(
  projectId: string,
  project: Pick<ProjectView, 'namesakeUntil' | 'isReady'>,
): { readonly state: BuildsState; readonly isReady: boolean } {
  const builds = useBuilds(projectId);
  const { namesakeUntil } = project;
  const state = useMemo(
    () => withoutNamesakes(builds.state, () => namesakeUntil),
    [builds.state, namesakeUntil],
  );
  return { state, isReady: builds.isReady && project.isReady };
}
