import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useAssetEvents, useConnection, useMessaging } from '../../hooks/index.ts';
import { applyAssetEvent } from './model.ts';
import { type AssetList, assetsKey, assetsQuery } from './queries.ts';

export type AssetsState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly error: Error }
  /** `isStale` while the connection is gone. */
  | { readonly kind: 'known'; readonly list: AssetList; readonly isStale: boolean };

/** A project's assets as its agent has them, kept up to date by events. */
export function useAssets(projectId: string): AssetsState {
  const client = useMessaging();
  const queryClient = useQueryClient();
  const query = useQuery(assetsQuery(client, projectId));
  const liveSince = useConnection((state) => (state.status === 'live' ? state.since : null));
  const events = useAssetEvents(projectId, (event) => {
    const key = assetsKey(projectId);
    const list = queryClient.getQueryData<AssetList>(key);
    if (!list) return;
    const assets = applyAssetEvent(list.assets, event);
    // An answer that is on its way may be older than this event.
    if (assets === 'unknown' || queryClient.isFetching({ queryKey: key }) > 0)
      void queryClient.invalidateQueries({ queryKey: key });
    if (assets !== 'unknown' && assets !== list.assets) {
      queryClient.setQueryData<AssetList>(key, { ...list, assets });
    }
  });
  const isListening = events.status === 'live';
  // What happened before the events were there is in a new answer.
  useEffect(() => {
    if (liveSince !== null && isListening) {
      void queryClient.invalidateQueries({ queryKey: assetsKey(projectId) });
    }
  }, [liveSince, isListening, projectId, queryClient]);
  if (query.data) return { kind: 'known', list: query.data, isStale: liveSince === null };
  return query.error && liveSince !== null
    ? { kind: 'failed', error: query.error }
    : { kind: 'loading' };
}
