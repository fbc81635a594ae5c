import type { Build, BuildDelivery } from './build.ts';
import { applyBuildEvents, buildsOf, type BuildsState, noBuilds } from './model.ts';

/** Builds of which only the last event of each kind was read at first, and then all that came. */
export interface LastBuilds {
  readonly all: BuildsState;
  /** Up to this place only the last events were read; null before the first. */
  readonly lastUpTo: number | null;
}

export const noLastBuilds: LastBuilds = { all: noBuilds, lastUpTo: null };

/** Applies events; pure. @param now as in applyBuildEvents */
export function applyLastEvents(
  { all, lastUpTo }: LastBuilds,
  deliveries: readonly BuildDelivery[],
  now: number,
): LastBuilds {
  const { place = 0, behind = 0 } = deliveries[0]?.meta ?? {};
  return { all: applyBuildEvents(all, deliveries, now), lastUpTo: lastUpTo ?? place + behind };
}

/**
 * The builds of which it is known what became of them: not those that seem to run or to wait while
 * the last end of another build may hide theirs. They are back as soon as they say something.
 */
export function knownBuilds({ all, lastUpTo }: LastBuilds): BuildsState {
  const isUnsure = (build: Build | undefined) =>
    build !== undefined &&
    (build.status === 'running' || build.status === 'queued') &&
    buildsOf(all, build.projectId).some((other) => mayHideEnd(other, build, lastUpTo ?? 0));
  const unsure = new Set(Object.keys(all.builds).filter((place) => isUnsure(all.builds[place])));
  if (unsure.size === 0) return all;
  const isKnown = (place: string) => !unsure.has(place);
  const builds = Object.entries(all.builds).filter(([place]) => isKnown(place));
  const byProject = Object.entries(all.byProject).map(
    ([projectId, places]) => [projectId, places.filter(isKnown)] as const,
  );
  return { builds: Object.fromEntries(builds), byProject: Object.fromEntries(byProject) };
}

/** Whether an end of `build` may have been left out because `other` ended after it. */
function mayHideEnd(other: Build, build: Build, lastUpTo: number): boolean {
  const { status, lastEventPlace } = build;
  // One that waits ends by no other event before it has started.
  if (status === 'queued' && other.status !== 'cancelled') return false;
  if (other.endedPlace === null || lastEventPlace === null) return false;
  return other.endedPlace <= lastUpTo && lastEventPlace < other.endedPlace;
}
