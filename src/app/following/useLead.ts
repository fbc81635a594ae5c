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

const lineOf = (search: string) => new URLSearchParams(search).get('line');

/**
 * Keeps the page at an address as it changes.
 * @param href null stays where the page is
 * @param onLeft the reader went somewhere else themselves
 */
export function useLead(href: string | null, onLeft: () => void): void {
  const { history } = useRouter();
  const latest = useLatest(onLeft);
  const ledTo = useRef<string | null>(null);

  useEffect(() => {
    if (href === null) return;
    const [path = '', search = ''] = href.split('?');
    ledTo.current = href;
    const { pathname, search: now } = history.location;
    const isThere = readable(pathname) === readable(path);
    if (isThere && lineOf(now) === lineOf(search)) return;
    // Going back leads to the page before, not through every line.
    if (isThere) history.replace(href);
    else history.push(href);
  }, [href, history]);

  useEffect(
    () =>
      history.subscribe(({ location: { pathname, search } }) => {
        const [path, led = ''] = ledTo.current?.split('?') ?? [];
        if (path === undefined) return latest.current();
        // What else is in the address says how the page is shown, not which.
        if (readable(pathname) !== readable(path) || lineOf(search) !== lineOf(led))
          latest.current();
      }),
    [history, latest],
  );
}
