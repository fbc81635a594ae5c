import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { LogController } from '../../../lib/log/controller/LogController.ts';

/** Pixels; smaller movements come from zoom and rounding, not from people. */
const SLACK_PX = 4;

/** Under a fast stream the end that readers scroll to lies some frames behind. */
const FRAMES_BEHIND = 3;

const UP_KEYS = new Set(['ArrowUp', 'PageUp', 'Home']);
const DOWN_KEYS = new Set(['ArrowDown', 'PageDown', 'End', ' ']);

interface Scrolling {
  /** Where it was last seen or set. */
  lastTop: number;
  /** The end in the last renders, oldest first. */
  ends: readonly number[];
  /**
   * What the page last set can arrive after the reader turned away: only a turn down resumes
   * following.
   */
  turnedAway: boolean;
}

/**
 * Keeps the scroller at its end while following; pauses when the reader turns away (wheel, keys,
 * touch, scrollbar, selection) and resumes at the end.
 * @returns `onRows`, to be called when rows were rendered, before paint; `onLed`, when the page has
 * scrolled for the reader; and whether all rows are in view
 */
export function useFollowScroll(
  scroller: RefObject<HTMLElement | null>,
  controller: LogController,
  following: boolean,
) {
  const scrolling = useRef<Scrolling>({ lastTop: 0, ends: [], turnedAway: false });
  const [fits, setFits] = useState(false);

  const onRows = useCallback(() => {
    const element = scroller.current;
    if (element === null) return;
    const state = scrolling.current;
    state.ends = [...state.ends, endOf(element)].slice(-FRAMES_BEHIND);
    if (isFollowing(controller)) toEnd(element, state);
    // The page moved, not the reader.
    else state.lastTop = element.scrollTop;
    setFits(showsAll(element));
  }, [scroller, controller]);

  useLayoutEffect(() => {
    scrolling.current.turnedAway = !following;
    if (following && scroller.current !== null) toEnd(scroller.current, scrolling.current);
  }, [following, scroller]);

  useEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const state = scrolling.current;
    return watch(element, state, controller, () => {
      if (isFollowing(controller)) toEnd(element, state);
      setFits(showsAll(element));
    });
  }, [scroller, controller]);

  const onLed = useCallback(() => {
    scrolling.current.turnedAway = true;
    onRows();
  }, [onRows]);
  return { onRows, onLed, fits };
}

const isFollowing = (controller: LogController) =>
  controller.getState().reader.kind === 'following';

const endOf = (element: HTMLElement) => element.scrollHeight - element.clientHeight;

const showsAll = (element: HTMLElement) => element.clientHeight > 0 && endOf(element) <= SLACK_PX;

function toEnd(element: HTMLElement, scrolling: Scrolling): void {
  element.scrollTop = element.scrollHeight;
  // This scroll event may come after the reader has turned away: it must not look like a return.
  scrolling.lastTop = element.scrollTop;
}

function watch(
  element: HTMLElement,
  scrolling: Scrolling,
  controller: LogController,
  onResize: () => void,
): () => void {
  const ended = new AbortController();
  const options = { signal: ended.signal, passive: true };
  scrolling.lastTop = element.scrollTop;
  let lastTouchY = 0;
  const pause = () => {
    scrolling.turnedAway = true;
    if (isFollowing(controller)) controller.dispatch({ kind: 'pause' });
  };
  const follow = () => {
    const { edges, results } = controller.getState();
    // With more to load, the last row is not the log's last.
    const isAtLogEnd = results !== null || edges.newer === 'nothing';
    if (!isAtLogEnd || isFollowing(controller)) return;
    scrolling.turnedAway = false;
    controller.dispatch({ kind: 'follow' });
  };
  const turn = (up: boolean) => {
    scrolling.turnedAway = up && endOf(element) > 0;
    if (scrolling.turnedAway) pause();
  };

  element.addEventListener(
    'scroll',
    () => {
      const { scrollTop } = element;
      const moved = scrollTop - scrolling.lastTop;
      const end = endOf(element);
      const seenEnd = Math.min(end, ...scrolling.ends);
      scrolling.lastTop = scrollTop;
      if (moved < 0 && end - scrollTop > SLACK_PX) pause();
      else if (moved > 0 && !scrolling.turnedAway && seenEnd - scrollTop <= SLACK_PX) follow();
    },
    options,
  );
  // These precede the scroll they cause: waiting for it would lose a race against new lines.
  element.addEventListener('wheel', (e) => e.deltaY !== 0 && turn(e.deltaY < 0), options);
  // The scrollbar's handle can go either way.
  element.addEventListener('pointerdown', () => turn(false), options);
  element.addEventListener(
    'keydown',
    (e) => {
      if (e.target !== element) return;
      if (e.key === 'End') follow();
      const up = UP_KEYS.has(e.key) || (e.key === ' ' && e.shiftKey);
      if (up || DOWN_KEYS.has(e.key)) turn(up);
    },
    options,
  );
  const touchY = (event: TouchEvent) => event.touches[0]?.clientY ?? 0;
  element.addEventListener('touchstart', (e) => (lastTouchY = touchY(e)), options);
  element.addEventListener(
    'touchmove',
    (e) => {
      turn(touchY(e) > lastTouchY);
      lastTouchY = touchY(e);
    },
    options,
  );
  document.addEventListener(
    'selectionchange',
    () => {
      const selection = getSelection();
      if (selection?.isCollapsed === false && element.contains(selection.anchorNode)) pause();
    },
    options,
  );

  if (typeof ResizeObserver === 'undefined') return () => ended.abort();
  const observer = new ResizeObserver(onResize);
  observer.observe(element);
  // Measured rows change the content's height, not the scroller's.
  if (element.firstElementChild !== null) observer.observe(element.firstElementChild);
  return () => {
    ended.abort();
    observer.disconnect();
  };
}
