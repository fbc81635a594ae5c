import { useEffect, useState, useSyncExternalStore } from 'react';
import { useMessaging } from '../../../hooks/index.ts';
import type { Catalog } from '../../../lib/messaging/index.ts';
import type { CatalogEntry } from '../entries.ts';
import { CatalogWatch } from './CatalogWatch.ts';
import type { WatchState } from './watchState.ts';

/**
 * Watches the entries of a catalog while the component is mounted.
 * @param preferred those that are watched before others, where there are too many to watch all
 */
export function useCatalogWatch(
  catalog: Catalog,
  entries: readonly CatalogEntry[],
  preferred: readonly CatalogEntry[],
): WatchState {
  const client = useMessaging();
  const [watch] = useState(() => new CatalogWatch({ client, catalog }));
  useEffect(
    () => watch.watch([...new Set([...preferred, ...entries])]),
    [watch, entries, preferred],
  );
  useEffect(() => () => watch.close(), [watch]);
  return useSyncExternalStore(watch.onChange, watch.getState);
}
