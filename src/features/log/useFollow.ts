import {
  type RefObject,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import type { RowSource } from '../../lib/log/rows.ts';

/** Pixels; smaller movements come from zoom and rounding, not from people. */
const SLACK_PX = 4;

/**
 * A reader scrolls to the end of what they see; under a fast stream that lies some frames behind
 * the end of what is there.
 */
const FRAMES_BEHIND = 3;

const UP_KEYS = new Set(['ArrowUp', 'PageUp', 'Home']);
const DOWN_KEYS = new Set(['ArrowDown', 'PageDown', 'End', ' ']);

export interface Follow {
  readonly following: boolean;
  /** The log's total when the reader left the end; null while following. */
  readonly pausedAt: number | null;
  readonly follow: () => void;
  /** @param where the rows to stand still at, if others than those that are shown now */
  readonly pause: (where?: RowSource) => void;
  /** Whether the reader has turned away, as of this very moment. */
  readonly isPaused: () => boolean;
  /** To be called whenever rows were rendered, before they are painted. */
  readonly onRows: () => void;
}

interface Pause {
  readonly buffer: RowSource;
  readonly generation: number;
  readonly total: number;
}

/**
 * Keeps the scroller at its end until the reader turns away (wheel, keys, touch, scrollbar,
 * selecting text) and again when they come back to the end.
 * @param isAtLogEnd the last row is the log's last; where more is to be loaded, nothing is followed
 */
export function useFollow(
  scroller: RefObject<HTMLElement | null>,
  buffer: RowSource,
  isAtLogEnd: boolean,
): Follow {
  // Where the reader turned away. A cleared log is a new one, and followed again.
  const [pause, setPause] = useState<Pause | null>(null);
  const latestPause = useRef<Pause | null>(null);
  const generation = useSyncExternalStore(buffer.subscribe, () => buffer.getSnapshot().generation);
  const paused = pause?.buffer === buffer && pause.generation >= generation ? pause : null;
  const following = paused === null;
  const latest = useRef({ following, buffer, isAtLogEnd });
  useLayoutEffect(() => {
    latest.current = { following, buffer, isAtLogEnd };
  });

  // A browser scrolls beside the page: what the page last set can arrive after the reader turned
  // away, and look like their coming back. Only a turn down brings the end back.
  const turnedAway = useRef(false);
  const stop = useCallback((where?: RowSource) => {
    turnedAway.current = true;
    const { following, buffer } = latest.current;
    const target = where ?? buffer;
    if (target === buffer) {
      if (!following) return;
      latest.current = { ...latest.current, following: false };
    }
    // A log that has just been cleared is a new one already, though no snapshot tells of it.
    const { generation } = target;
    const total = target.getSnapshot().total;
    latestPause.current = { buffer: target, generation, total };
    setPause(latestPause.current);
  }, []);
  const follow = useCallback(() => {
    latest.current = { ...latest.current, following: true };
    latestPause.current = null;
    turnedAway.current = false;
    setPause(null);
  }, []);

  const isPaused = useCallback(() => {
    const { current: paused } = latestPause;
    const { buffer } = latest.current;
    return paused?.buffer === buffer && paused.generation >= buffer.generation;
  }, []);

  const lastTop = useRef(0);
  const toEnd = useCallback((element: HTMLElement) => {
    element.scrollTop = element.scrollHeight;
    // The scroll event of this comes later, maybe after the reader has turned away: it must not
    // look like their coming back.
    lastTop.current = element.scrollTop;
  }, []);

  const ends = useRef<readonly number[]>([]);
  const onRows = useCallback(() => {
    const element = scroller.current;
    if (element === null) return;
    ends.current = [...ends.current, endOf(element)].slice(-FRAMES_BEHIND);
    if (latest.current.following) toEnd(element);
    // Who was led to a line has not come down to where the end was: the page moved, not they.
    else lastTop.current = element.scrollTop;
  }, [scroller, toEnd]);

  useLayoutEffect(() => {
    if (following && scroller.current !== null) toEnd(scroller.current);
  }, [following, scroller, toEnd]);

  useEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    return watch(element, { latest, lastTop, ends, turnedAway, toEnd, pause: stop, follow });
  }, [scroller, stop, follow, toEnd]);

  return { following, pausedAt: paused?.total ?? null, follow, pause: stop, isPaused, onRows };
}

interface Watched {
  readonly latest: RefObject<{ following: boolean; isAtLogEnd: boolean }>;
  /** Where the scroller stood when last seen or set. */
  readonly lastTop: RefObject<number>;
  /** Where the end was in the last renders, oldest first. */
  readonly ends: RefObject<readonly number[]>;
  readonly turnedAway: RefObject<boolean>;
  readonly toEnd: (element: HTMLElement) => void;
  readonly pause: () => void;
  readonly follow: () => void;
}

function watch(element: HTMLElement, watched: Watched): () => void {
  const { latest, lastTop, ends, turnedAway, toEnd, pause, follow } = watched;
  const ended = new AbortController();
  const options = { signal: ended.signal, passive: true };
  const overflows = () => element.scrollHeight > element.clientHeight;
  lastTop.current = element.scrollTop;
  let lastTouchY = 0;
  const mayFollow = () => latest.current.isAtLogEnd && !latest.current.following;
  const turn = (up: boolean) => {
    turnedAway.current = up && overflows();
    if (turnedAway.current) pause();
  };

  element.addEventListener(
    'scroll',
    () => {
      const moved = element.scrollTop - lastTop.current;
      const end = endOf(element);
      const seenEnd = Math.min(end, ...ends.current);
      lastTop.current = element.scrollTop;
      const top = lastTop.current;
      if (moved < 0 && end - top > SLACK_PX) pause();
      else if (moved > 0 && !turnedAway.current && seenEnd - top <= SLACK_PX && mayFollow())
        follow();
    },
    options,
  );
  // These come before the scroll they cause: waiting for it would lose a race against new lines.
  element.addEventListener('wheel', (e) => e.deltaY !== 0 && turn(e.deltaY < 0), options);
  // The scrollbar's handle can go either way.
  element.addEventListener('pointerdown', () => turn(false), options);
  element.addEventListener(
    'keydown',
    (e) => {
      if (e.target !== element) return;
      if (e.key === 'End' && mayFollow()) follow();
      const up = UP_KEYS.has(e.key) || (e.key === ' ' && e.shiftKey);
      if (up || DOWN_KEYS.has(e.key)) turn(up);
    },
    options,
  );
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

function endOf(element: HTMLElement): number {
  return element.scrollHeight - element.clientHeight;
}

function touchY(event: TouchEvent): number {
  return event.touches[0]?.clientY ?? 0;
}
