import type { Build, BuildDelivery } from './build.ts';
import { applyBuildEvents, buildsOf, type BuildsState, noBuilds, onlyListed } from './model.ts';

/** Builds read from the last event of each kind, and all that came later. */
export interface LastBuilds {
  readonly all: BuildsState;
  /** Null before the first. */
  readonly lastUpTo: number | null;
}

export const noLastBuilds: LastBuilds = { all: noBuilds, lastUpTo: null };

export function applyLastEvents(
  { all, lastUpTo }: LastBuilds,
  deliveries: readonly BuildDelivery[],
  now: number,
): LastBuilds {
  const { place = 0, behind = 0 } = deliveries[0]?.meta ?? {};
  return { all: applyBuildEvents(all, deliveries, now), lastUpTo: lastUpTo ?? place + behind };
}

/**
 * Without those whose end may be hidden by the last end of another build; they return with their
 * next event.
 */
export function knownBuilds({ all, lastUpTo }: LastBuilds): BuildsState {
  const isUnsure = (build: Build | undefined) =>
    build !== undefined &&
    (build.status === 'running' || build.status === 'queued') &&
    buildsOf(all, build.projectId).some((other) => mayHideEnd(other, build, lastUpTo ?? 0));
  const unsure = new Set(Object.keys(all.builds).filter((place) => isUnsure(all.builds[place])));
  if (unsure.size === 0) return all;
  const builds = Object.entries(all.builds).filter(([place]) => !unsure.has(place));
  return onlyListed({ ...all, builds: Object.fromEntries(builds) }, () => true);
}

/** Whether an end of `build` may be missing because `other` ended after it. */
function mayHideEnd(other: Build, build: Build, lastUpTo: number): boolean {
  const { status, lastEventPlace } = build;
  // A waiting build ends by no other event.
  if (status === 'queued' && other.status !== 'cancelled') return false;
  if (other.endedPlace === null || lastEventPlace === null) return false;
  return other.endedPlace <= lastUpTo && lastEventPlace < other.endedPlace;
}
