import { useRouter } from '@tanstack/react-router';
import { useCallback, useMemo, useSyncExternalStore } from 'react';
import { type LogViewState, readLogView, writeLogView } from '../../lib/log/viewState.ts';

export interface LogUrl {
  readonly view: LogViewState;
  readonly setView: (view: LogViewState) => void;
  /** Names the ignored parameters. */
  readonly note: string | null;
}

/**
 * A log's view in the address, so that it can be shared. Replaces the history entry: going back
 * leaves the page.
 * @param owner whose log, where the page shows several
 */
export function useLogUrl(owner = ''): LogUrl {
  const { history } = useRouter();
  // The router would turn a search for 1e3 into one for 1000.
  const subscribe = useCallback((onChange: () => void) => history.subscribe(onChange), [history]);
  const search = useSyncExternalStore(
    subscribe,
    // The browser's own is written after its listeners run.
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
