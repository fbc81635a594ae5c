import { entryOf } from '../../lib/entryOf.ts';
import type { BuildDelivery } from './build.ts';
import { applyBuildEvents, type BuildsState, noBuilds } from './model.ts';

/** Builds of which only the last event of each kind was read at first, and then all that came. */
export interface LastBuilds {
  readonly all: BuildsState;
  /** Up to this place only the last events were read; null before the first. */
  readonly lastUpTo: number | null;
  /**
   * Builds whose end may be hidden by that of another one, by their place in `all`, with the place
   * of the event after which nothing is known of them.
   */
  readonly unsure: Readonly<Record<string, number | null>>;
}

export const noLastBuilds: LastBuilds = { all: noBuilds, lastUpTo: null, unsure: {} };

/** Applies events; pure. @param now as in applyBuildEvents */
export function applyLastEvents(
  state: LastBuilds,
  deliveries: readonly BuildDelivery[],
  now: number,
): LastBuilds {
  const first = deliveries[0]?.meta;
  const lastUpTo = state.lastUpTo ?? (first?.place ?? 0) + (first?.behind ?? 0);
  let all = state.all;
  const unsure = new Map(Object.entries(state.unsure));
  let applied = 0;
  for (const [index, { event, meta }] of deliveries.entries()) {
    if (meta.place === undefined || meta.place > lastUpTo || !isEnd(event.type)) continue;
    all = applyBuildEvents(all, deliveries.slice(applied, index + 1), now);
    applied = index + 1;
    for (const place of entryOf(all.byProject, event.projectId) ?? []) {
      const build = all.builds[place];
      // One that waits ends by no other event before it has started.
      const hides = event.type === 'cancelled' || build?.status === 'running';
      if (build && isOpen(build.status) && hides) unsure.set(place, build.lastEventPlace);
    }
  }
  return {
    all: applyBuildEvents(all, deliveries.slice(applied), now),
    lastUpTo,
    unsure: Object.fromEntries(unsure),
  };
}

/** The builds of which it is known what became of them. */
export function knownBuilds({ all, unsure }: LastBuilds): BuildsState {
  const isKnown = (place: string) => {
    const build = all.builds[place];
    if (!build || !isOpen(build.status) || !Object.hasOwn(unsure, place)) return true;
    return build.lastEventPlace !== unsure[place];
  };
  const byProject = Object.entries(all.byProject).map(
    ([projectId, places]) => [projectId, places.filter(isKnown)] as const,
  );
  const builds = Object.entries(all.builds).filter(([place]) => isKnown(place));
  return { builds: Object.fromEntries(builds), byProject: Object.fromEntries(byProject) };
}

const isOpen = (status: string) => status === 'queued' || status === 'running';
const isEnd = (type: string) => type === 'completed' || type === 'failed' || type === 'cancelled';
