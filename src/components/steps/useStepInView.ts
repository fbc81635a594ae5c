import { type RefObject, useEffect, useEffectEvent, useRef } from 'react';

/** What makes a scroll the reader's. */
const INPUTS = ['wheel', 'touchmove', 'pointerdown', 'keydown'] as const;

/**
 * Keeps the step that matters in view without moving the page. After the reader scrolls away it
 * waits until the step is in view again.
 * @param step its row has `data-matters`
 */
export function useStepInView(list: RefObject<HTMLElement | null>, step: string | null): void {
  const isElsewhere = useRef(false);
  const bring = useEffectEvent((scroller: HTMLElement) => {
    const row = rowIn(scroller);
    if (isElsewhere.current || row === null || isSeen(scroller, row)) return;
    const { top, height } = row.getBoundingClientRect();
    const middle = top - scroller.getBoundingClientRect().top - scroller.clientTop + height / 2;
    scroller.scrollTop += middle - scroller.clientHeight / 2;
  });

  useEffect(() => {
    const scroller = scrollerOf(list.current);
    if (step !== null && scroller !== null) bring(scroller);
  }, [list, step]);

  useEffect(() => {
    const scroller = scrollerOf(list.current);
    if (scroller === null) return;
    const ended = new AbortController();
    const options = { signal: ended.signal, passive: true };
    const leave = () => (isElsewhere.current = true);
    for (const type of INPUTS) scroller.addEventListener(type, leave, options);
    const onScroll = () => {
      const row = rowIn(scroller);
      if (row !== null && isSeen(scroller, row)) isElsewhere.current = false;
    };
    scroller.addEventListener('scroll', onScroll, options);
    // Changes around the list change its height.
    const observer = new ResizeObserver(() => bring(scroller));
    observer.observe(scroller);
    return () => {
      ended.abort();
      observer.disconnect();
    };
  }, [list]);
}

const rowIn = (scroller: HTMLElement) => scroller.querySelector('[data-matters]');

function isSeen(scroller: HTMLElement, row: Element): boolean {
  const [box, outer] = [row.getBoundingClientRect(), scroller.getBoundingClientRect()];
  const top = outer.top + scroller.clientTop;
  return box.top >= top && box.bottom <= top + scroller.clientHeight;
}

/** Short of the page itself. */
function scrollerOf(element: HTMLElement | null): HTMLElement | null {
  for (let at = element; at !== null && at.tagName !== 'MAIN'; at = at.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(at).overflowY)) return at;
  }
  return null;
}
