import { useEffect } from 'react';
import { useStore } from 'zustand';
import { useMessaging } from '../../hooks/index.ts';
import { type Watch, watchOf, type WatchState } from './watch.ts';

/** Has the figures looked at every second while the component is mounted. */
export function useShownWatch(): Watch {
  const client = useMessaging();
  const watch = watchOf(client);
  useEffect(() => watch.show(), [watch]);
  return watch;
}

export function useWatch<Selection>(select: (state: WatchState) => Selection): Selection {
  return useStore(watchOf(useMessaging()).store, select);
}
