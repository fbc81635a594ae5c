import { type RefObject, useCallback, useEffect, useRef } from 'react';
import { ROW_HEIGHT, type RowsHandle } from '../rows/rowLayout.ts';

/** A row is rendered, and measured, within so many frames. */
const MOST_FRAMES = 20;
/** Frames in a row in which the mark stays where it is. */
const STEADY_FRAMES = 2;
/** Covered by what floats over the last rows. */
const COVERED_BELOW = 3 * ROW_HEIGHT;
const MARGIN = 8;

/**
 * Scrolls to the match of the current hit, in both directions.
 * @param onMoved called after each scroll
 * @returns to be called after scrolling to a row, with whether it is that hit's
 */
export function useMarkInView(
  scroller: RefObject<HTMLElement | null>,
  rows: RefObject<RowsHandle | null>,
  onMoved: () => void,
): (isHit: boolean) => void {
  const frame = useRef(0);
  useEffect(() => () => cancelAnimationFrame(frame.current), []);
  return useCallback(
    (isHit: boolean) => {
      cancelAnimationFrame(frame.current);
      if (!isHit) return;
      let frames = 0;
      let steady = 0;
      const look = () => {
        const element = scroller.current;
        const mark = element?.querySelector<HTMLElement>('[data-hit="current"] mark');
        if (element && mark) {
          const down = distanceDown(element, mark);
          const left = leftFor(element, mark);
          if (down !== 0) rows.current?.scrollBy(down);
          if (left !== element.scrollLeft) element.scrollLeft = left;
          steady = down === 0 ? steady + 1 : 0;
          onMoved();
        }
        frames += 1;
        if (steady < STEADY_FRAMES && frames < MOST_FRAMES)
          frame.current = requestAnimationFrame(look);
      };
      frame.current = requestAnimationFrame(look);
    },
    [scroller, rows, onMoved],
  );
}

/** Towards the upper third; 0 where it can be seen. */
function distanceDown(scroller: HTMLElement, mark: HTMLElement): number {
  const { top } = scroller.getBoundingClientRect();
  const box = mark.getBoundingClientRect();
  const height = scroller.clientHeight;
  const isSeen = box.top >= top && box.bottom <= top + height - Math.min(COVERED_BELOW, height / 4);
  return isSeen ? 0 : Math.round(box.top - top - height / 3);
}

/** Not at all where the mark can be seen; to the line's start if that shows it. */
function leftFor(scroller: HTMLElement, mark: HTMLElement): number {
  const { left } = scroller.getBoundingClientRect();
  const box = mark.getBoundingClientRect();
  // Number and button stay over the text.
  const gutter = Number.parseFloat(getComputedStyle(scroller).getPropertyValue('--gutter'));
  const covered = mark.closest('[data-hit]')?.querySelector('button')?.offsetWidth ?? 0;
  const end = scroller.clientWidth - covered - MARGIN;
  const [from, to] = [box.left - left, box.right - left];
  if (from >= gutter && to <= end) return scroller.scrollLeft;
  if (to + scroller.scrollLeft <= end) return 0;
  const room = Math.max(0, end - gutter - box.width);
  return Math.round(scroller.scrollLeft + from - gutter - Math.min(room, (end - gutter) / 5));
}
