import type { Delivery, FollowFrom } from '../types.ts';

/** Where a view begins that reads the last events of its subject alone. */
export interface ViewWindow {
  /** The place of the first event that was read. */
  readonly firstPlace: number;
  /** Older events are stored, and were not read. */
  readonly hasOlder: boolean;
}

/** What a view's first events say of its window; null while nothing stored has come. */
export function windowOf(from: FollowFrom, deliveries: readonly Delivery[]): ViewWindow | null {
  const wanted = typeof from === 'object' && 'last' in from ? from.last : Infinity;
  const first = deliveries.find(({ meta }) => meta.place !== undefined)?.meta;
  return first
    ? { firstPlace: first.place ?? 0, hasOlder: (first.behind ?? 0) + 1 >= wanted }
    : null;
}
