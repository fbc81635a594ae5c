import { useMemo } from 'react';
import { useStore } from 'zustand';
import type { View, ViewSnapshot, ViewStatus } from '../../lib/messaging/index.ts';
import { useViews } from './viewsContext.ts';

/**
 * How far a view has read: `phase`, `isReady` (its state was complete once), `gap`, `error`. It
 * belongs to the state that `useView` returns in the same render.
 * @param param as given to `useView`
 */
export function useViewStatus<State>(view: View<State>, param: string | null): ViewStatus {
  const views = useViews();
  const store = useMemo(() => views.store(view, param), [views, view, param]);
  return useStore(store, statusOf);
}

const statusOf = ({ status }: ViewSnapshot<unknown>) => status;
