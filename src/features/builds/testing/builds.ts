import type { BuildStep } from '../../../catalogs/slate/index.ts';
import { type Build, type BuildEvent, newBuild } from '../model/build.ts';
import { applyBuildEvents, type BuildsState, noBuilds } from '../model/model.ts';

export function running(key: string, startedAt: number, steps: readonly BuildStep[]): Build {
  const event: BuildEvent = {
    type: 'started',
    projectId: 'p1',
    timestamp: startedAt,
    data: { buildId: key },
  };
  return { ...newBuild(event, startedAt), begun: true, steps };
}

export function completed(
  key: string,
  startedAt: number,
  durationMs: number,
  steps: readonly BuildStep[],
): Build {
  return {
    ...running(key, startedAt, steps),
    status: 'completed',
    percent: 100,
    endedAt: startedAt + durationMs,
    durationMs,
    lastStoredAt: startedAt + durationMs,
  };
}

export function buildsState(...builds: readonly Build[]): BuildsState {
  const places = builds.map(({ projectId, key }) => `${projectId} ${key}`);
  return {
    ...applyBuildEvents(noBuilds, [], 0),
    builds: Object.fromEntries(builds.map((build, i) => [places[i], build])),
    byProject: { p1: places },
  };
}
