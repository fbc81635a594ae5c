import { createStore } from 'zustand/vanilla';
import { applyBuildEvents, type BuildDelivery, type BuildsState, noBuilds } from './model.ts';

export interface BuildsStore extends BuildsState {
  /** Applies events in order; subscribers hear of the whole batch once. */
  apply(deliveries: readonly BuildDelivery[]): void;
  reset(): void;
}

/** Builds as their events tell them, for as long as a view is open. */
export function createBuildsStore() {
  return createStore<BuildsStore>()((set) => ({
    ...noBuilds,
    apply: (deliveries) => set((state) => applyBuildEvents(state, deliveries, Date.now())),
    reset: () => set(noBuilds),
  }));
}
