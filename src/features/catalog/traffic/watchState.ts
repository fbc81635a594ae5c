import { type DriftState, noDrift } from '../drift/drift.ts';
import type { CatalogEntry } from '../entries.ts';
import type { Traffic } from './meter.ts';

/** Whether the messages of an entry are counted. */
export type EntryWatch =
  /** There is no connection yet. */
  | 'waiting'
  | 'watched'
  /** The server refused the subscription. */
  | 'denied'
  /** The page watches others already. */
  | 'beyond-limit'
  /** Requests are between who asks and who answers. */
  | 'private';

/** What the page has seen of the open catalogs. */
export interface WatchState {
  /** When it began to watch; null before that. */
  readonly since: number | null;
  /** By the key of an entry. */
  readonly watches: ReadonlyMap<string, EntryWatch>;
  readonly traffic: ReadonlyMap<string, Traffic>;
  /** By the name of an event. */
  readonly drift: DriftState;
}

export const nothingWatched: WatchState = {
  since: null,
  watches: new Map(),
  traffic: new Map(),
  drift: noDrift,
};

/** Subjects that the page watches at once. */
export const MAX_PATTERNS = 300;

/** How many drifts of an entry stand out: an optional field that was left out once does not. */
export function driftCount({ drift }: WatchState, entry: CatalogEntry): number {
  if (entry.kind !== 'event') return 0;
  const drifts = [...(drift.get(entry.name)?.drifts.values() ?? [])];
  return drifts.filter((each) => each.kind !== 'vanished' || each.required || each.messages >= 3)
    .length;
}
