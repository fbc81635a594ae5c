import type { Delivery } from '../types.ts';

/** Where a view begins that reads the last events of its subject alone. */
export interface ViewWindow {
  /** The place of the first event that was read. */
  readonly firstPlace: number;
  /** Older events are stored, and were not read. */
  readonly hasOlder: boolean;
}

/**
 * For the reducer of a view with `from: { last: wanted }`: what its first events say of the window.
 * @param wanted Infinity for a view that reads all
 * @returns null while nothing stored has come
 */
export function windowOf(deliveries: readonly Delivery[], wanted: number): ViewWindow | null {
  const first = deliveries.find(({ meta }) => meta.place !== undefined)?.meta;
  return first
    ? { firstPlace: first.place ?? 0, hasOlder: (first.behind ?? 0) + 1 >= wanted }
    : null;
}
