import { type RefObject, useCallback, useLayoutEffect, useState } from 'react';

const OVERSCAN = 8;

export interface RowWindow {
  readonly first: number;
  /** The row after the last. */
  readonly end: number;
  /** Looks again, before the scroll event of what has just been scrolled comes: a frame later. */
  readonly measure: () => void;
}

/** Which rows of one height are in view. */
export function useRowWindow(
  scroller: RefObject<HTMLElement | null>,
  rows: number,
  rowPx: number,
): RowWindow {
  const [view, setView] = useState({ top: 0, height: 0 });
  const measure = useCallback(() => {
    const { scrollTop = 0, clientHeight = 0 } = scroller.current ?? {};
    setView((now) =>
      now.top === scrollTop && now.height === clientHeight
        ? now
        : { top: scrollTop, height: clientHeight },
    );
  }, [scroller]);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    measure();
    element.addEventListener('scroll', measure, { passive: true });
    const sizes = new ResizeObserver(measure);
    sizes.observe(element);
    return () => {
      element.removeEventListener('scroll', measure);
      sizes.disconnect();
    };
  }, [scroller, measure]);
  // A list that shrinks moves the reader without a scroll event.
  const top = Math.min(view.top, Math.max(0, rows * rowPx - view.height));
  const first = Math.max(0, Math.floor(top / rowPx) - OVERSCAN);
  const end = Math.min(rows, Math.ceil((top + view.height) / rowPx) + OVERSCAN);
  return { first, end, measure };
}
