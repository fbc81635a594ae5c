import { lazy, Suspense, useEffect, useState } from 'react';
import { ErrorBoundary } from 'react-error-boundary';
import type { Shown } from './overlay/watchTitles.ts';

const load = () => import('./overlay/tooltips.ts');
const TooltipBubble = lazy(load);

/**
 * Shows what `title` attributes say, styled, and on keyboard focus and touch too. One for the whole
 * page: ten thousand rows with a title cost nothing. Until its code is there, and where it cannot
 * be fetched, the browser's own tooltips stay.
 */
export function Tooltips() {
  const [shown, setShown] = useState<Shown | null>(null);
  useEffect(() => {
    let ends = (): void => {};
    const controller = new AbortController();
    const begin = () => {
      load().then(
        ({ watchTitles }) => {
          if (!controller.signal.aborted) ends = watchTitles(setShown);
        },
        () => {},
      );
    };
    // The first sign of a reader: nothing of this is needed before.
    const first = { once: true, signal: controller.signal } as const;
    addEventListener('pointermove', begin, first);
    addEventListener('keydown', begin, first);
    addEventListener('touchstart', begin, { ...first, passive: true });
    return () => {
      controller.abort();
      ends();
    };
  }, []);
  if (shown === null) return null;
  return (
    <ErrorBoundary fallback={null}>
      <Suspense fallback={null}>
        <TooltipBubble {...shown} />
      </Suspense>
    </ErrorBoundary>
  );
}
