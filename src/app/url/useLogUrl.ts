import { useRouter } from '@tanstack/react-router';
import { useCallback, useMemo, useSyncExternalStore } from 'react';
import { type LogViewState, readLogView, writeLogView } from '../../lib/log/viewState.ts';

export interface LogUrl {
  readonly view: LogViewState;
  readonly setView: (view: LogViewState) => void;
  /** Names the parameters that were ignored; null if none was. */
  readonly note: string | null;
}

/**
 * How a log is looked at, in the page's address, so that it can be shared. The present history
 * entry is replaced: going back leads to the last page and not through every search.
 * @param owner whose log it is, where the page shows several
 */
export function useLogUrl(owner = ''): LogUrl {
  const { history } = useRouter();
  // Read as it is written: the router would turn a search for 1e3 into one for 1000.
  const subscribe = useCallback((onChange: () => void) => history.subscribe(onChange), [history]);
  const search = useSyncExternalStore(
    subscribe,
    // The browser's own is written a moment after its listeners are told.
    () => history.location.search,
  );
  const { view, ignored } = useMemo(() => readLogView(search, owner), [search, owner]);
  const setView = useCallback(
    (next: LogViewState) => {
      const { pathname, search: now, hash } = history.location;
      history.replace(`${pathname}${writeLogView(now, next, owner)}${hash}`);
    },
    [history, owner],
  );
  const note = ignored.length === 0 ? null : `Ignored URL parameters: ${ignored.join(', ')}.`;
  return { view, setView, note };
}
