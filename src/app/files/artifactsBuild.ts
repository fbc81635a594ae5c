import { type Build, type BuildsState, buildsOf } from '../../features/builds/model/model.ts';

/** Whose artifacts are shown beside a project's files: the build that runs, else the newest that made some. */
export function artifactsBuild(state: BuildsState, projectId: string): Build | null {
  const builds = buildsOf(state, projectId);
  const running = builds.find(({ status, superseded }) => status === 'running' && !superseded);
  return running ?? builds.find(({ artifacts }) => (artifacts?.length ?? 0) > 0) ?? null;
}
