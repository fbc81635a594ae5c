import { lazy, Suspense, useEffect, useState } from 'react';
import { ErrorBoundary } from 'react-error-boundary';
import type { Shown } from './overlay/watchTitles.ts';

const load = () => import('./overlay/tooltips.ts');
const TooltipBubble = lazy(load);

/**
 * Styled tooltips for `title` attributes, on keyboard focus and touch too. One for the page: ten
 * thousand rows with a title cost nothing. Without its code the browser's own stay.
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
    // Not needed before the reader does something.
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
