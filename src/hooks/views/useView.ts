import { useEffect, useMemo, useRef } from 'react';
import { useStore } from 'zustand';
import type { View, ViewSnapshot } from '../../lib/messaging/index.ts';
import { useViews } from './viewsContext.ts';

/**
 * What a view's events make, shared with all who look at the same view and param, and committed
 * once a frame. Renders again only when the selected part changes.
 *
 *     const latest = useView(buildsView, projectId, (builds) => latestBuild(builds, projectId));
 *
 * @param param what the view is opened for; null or an invalid one reads nothing
 * @param select may be a new closure on every render; returns the whole state if left out
 * @param isEqual keeps the last selection for one that is equal, e.g. `shallow` for new lists
 * @returns of the initial state until all that is kept was read: nothing half read is shown
 */
export function useView<State>(view: View<State>, param: string | null): State;
export function useView<State, Selection>(
  view: View<State>,
  param: string | null,
  select: (state: State) => Selection,
  isEqual?: (a: Selection, b: Selection) => boolean,
): Selection;
export function useView<State, Selection>(
  view: View<State>,
  param: string | null,
  select?: (state: State) => Selection,
  isEqual: (a: State | Selection, b: State | Selection) => boolean = Object.is,
): State | Selection {
  const views = useViews();
  const store = useMemo(() => views.store(view, param), [views, view, param]);
  /** A selection must not leak into another store. */
  const rendered = useRef<{ readonly store: unknown; readonly value: State | Selection }>(null);
  const read = useMemo(() => {
    let last: { readonly state: State; readonly value: State | Selection } | null = null;
    return ({ state }: ViewSnapshot<State>) => {
      if (last && Object.is(last.state, state)) return last.value;
      const next = select ? select(state) : state;
      const before = last ?? (rendered.current?.store === store ? rendered.current : null);
      last = { state, value: before && isEqual(before.value, next) ? before.value : next };
      return last.value;
    };
  }, [store, select, isEqual]);
  const value = useStore(store, read);
  useEffect(() => {
    rendered.current = { store, value };
  }, [store, value]);
  return value;
}
