import { createStore } from 'zustand/vanilla';
import { applyBuildEvent, type BuildDelivery, type BuildsState, noBuilds } from './model.ts';

export interface BuildsStore extends BuildsState {
  /** Applies events in order; subscribers hear of the whole batch once. */
  apply(deliveries: readonly BuildDelivery[]): void;
  reset(): void;
}

/** Builds as their events tell them, for as long as a view is open. */
export function createBuildsStore() {
  return createStore<BuildsStore>()((set) => ({
    ...noBuilds,
    apply: (deliveries) => {
      const now = Date.now();
      set((state) =>
        deliveries.reduce<BuildsState>(
          (before, event) => applyBuildEvent(before, event, now),
          state,
        ),
      );
    },
    reset: () => set(noBuilds),
  }));
}
