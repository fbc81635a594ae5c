import { useRouter } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useLatest } from '../../hooks/index.ts';

/** Browsers and routers may write the same path in several ways. */
function readable(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

interface Place {
  readonly pathname: string;
  readonly search: string;
  readonly hash: string;
}

/** What else is in an address says how its page is shown, not which. */
function placeIn({ pathname, search, hash }: Place) {
  const line = new URLSearchParams(search).get('line') ?? hash;
  return { page: readable(pathname), line };
}

/**
 * Keeps the page at an address as it changes.
 * @param href null stays where the page is
 * @param onLeft the reader went somewhere else themselves
 */
export function useLead(href: string | null, onLeft: () => void): void {
  const { history } = useRouter();
  const latest = useLatest(onLeft);
  const ledTo = useRef<ReturnType<typeof placeIn> | null>(null);

  useEffect(() => {
    if (href === null) return;
    const next = placeIn(new URL(href, window.location.origin));
    const now = placeIn(history.location);
    ledTo.current = next;
    const isThere = now.page === next.page;
    if (isThere && now.line === next.line) return;
    // Going back leads to the page before, not through every line.
    if (isThere) history.replace(href);
    else history.push(href);
  }, [href, history]);

  useEffect(
    () =>
      history.subscribe(({ location }) => {
        const { page, line } = placeIn(location);
        if (page !== ledTo.current?.page || line !== ledTo.current.line) latest.current();
      }),
    [history, latest],
  );
}
