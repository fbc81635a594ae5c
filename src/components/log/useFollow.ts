import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { LogSnapshot } from './LogBuffer.ts';

/** Pixels; smaller movements come from zoom and rounding, not from people. */
const SLACK_PX = 4;

const UP_KEYS = new Set(['ArrowUp', 'PageUp', 'Home']);

export interface Follow {
  following: boolean;
  /** Lines that came since the reader left the end. */
  newLines: number;
  follow: () => void;
  pause: () => void;
}

/**
 * Keeps the scroller at its end until the reader turns away (wheel, keys, touch, scrollbar,
 * selecting text) and again when they come back to the end.
 */
export function useFollow(scroller: RefObject<HTMLElement | null>, snapshot: LogSnapshot): Follow {
  // Where the reader turned away. A cleared log is a new one, and followed again.
  const [pause, setPause] = useState<{ generation: number; total: number } | null>(null);
  const paused = pause?.generation === snapshot.generation ? pause : null;
  const following = paused === null;
  const latest = useRef({ following, snapshot });
  useLayoutEffect(() => {
    latest.current = { following, snapshot };
  });

  const stop = useCallback(() => {
    const { following, snapshot } = latest.current;
    if (!following) return;
    latest.current = { following: false, snapshot };
    setPause({ generation: snapshot.generation, total: snapshot.total });
  }, []);
  const follow = useCallback(() => setPause(null), []);

  const lastTop = useRef(0);
  const toEnd = useCallback((element: HTMLElement) => {
    element.scrollTop = element.scrollHeight;
    // The scroll event of this comes later, maybe after the reader has turned away: it must not
    // look like their coming back.
    lastTop.current = element.scrollTop;
  }, []);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (following && element !== null) toEnd(element);
  });

  useEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    return watch(element, { latest, lastTop, toEnd, pause: stop, follow });
  }, [scroller, stop, follow, toEnd]);

  const newLines = paused === null ? 0 : snapshot.total - paused.total;
  return { following, newLines, follow, pause: stop };
}

interface Watched {
  readonly latest: RefObject<{ following: boolean }>;
  /** Where the scroller stood when last seen or set. */
  readonly lastTop: RefObject<number>;
  readonly toEnd: (element: HTMLElement) => void;
  readonly pause: () => void;
  readonly follow: () => void;
}

function watch(element: HTMLElement, watched: Watched): () => void {
  const { latest, lastTop, toEnd, pause, follow } = watched;
  const ended = new AbortController();
  const options = { signal: ended.signal, passive: true };
  const overflows = () => element.scrollHeight > element.clientHeight;
  lastTop.current = element.scrollTop;
  let lastTouchY = 0;

  element.addEventListener(
    'scroll',
    () => {
      const moved = element.scrollTop - lastTop.current;
      const left = element.scrollHeight - element.clientHeight - element.scrollTop;
      lastTop.current = element.scrollTop;
      if (moved < 0 && left > SLACK_PX) pause();
      else if (moved > 0 && left <= SLACK_PX && !latest.current.following) follow();
    },
    options,
  );
  // These come before the scroll they cause: waiting for it would lose a race against new lines.
  element.addEventListener('wheel', (e) => e.deltaY < 0 && overflows() && pause(), options);
  element.addEventListener(
    'keydown',
    (e) => {
      if (e.target !== element) return;
      if (e.key === 'End') follow();
      else if ((UP_KEYS.has(e.key) || (e.key === ' ' && e.shiftKey)) && overflows()) pause();
    },
    options,
  );
  element.addEventListener('touchstart', (e) => (lastTouchY = touchY(e)), options);
  element.addEventListener(
    'touchmove',
    (e) => {
      if (touchY(e) > lastTouchY && overflows()) pause();
      lastTouchY = touchY(e);
    },
    options,
  );
  document.addEventListener(
    'selectionchange',
    () => {
      const selection = getSelection();
      if (selection !== null && !selection.isCollapsed && element.contains(selection.anchorNode)) {
        pause();
      }
    },
    options,
  );

  if (typeof ResizeObserver === 'undefined') return () => ended.abort();
  const observer = new ResizeObserver(() => {
    if (latest.current.following) toEnd(element);
  });
  observer.observe(element);
  // Rows that are measured change the height of the content, not of the scroller.
  if (element.firstElementChild !== null) observer.observe(element.firstElementChild);
  return () => {
    ended.abort();
    observer.disconnect();
  };
}

function touchY(event: TouchEvent): number {
  return event.touches[0]?.clientY ?? 0;
}
