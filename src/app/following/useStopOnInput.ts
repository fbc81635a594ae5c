import { useEffect } from 'react';
import { useLatest } from '../../hooks/index.ts';

const SCROLL_KEYS = new Set(['ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End', ' ']);

/** Calls back when the reader takes over: they scroll, type, or press Esc. */
export function useStopOnInput(onStop: () => void): void {
  const latest = useLatest(onStop);
  useEffect(() => {
    const ended = new AbortController();
    const options = { signal: ended.signal, passive: true };
    const stop = () => latest.current();
    const onKey = (event: KeyboardEvent) => {
      const { key, ctrlKey, metaKey, altKey, target } = event;
      // Esc closes what is open first.
      if (key === 'Escape') return event.defaultPrevented ? undefined : stop();
      if (ctrlKey || metaKey || altKey) return;
      const isButton = target instanceof Element && target.closest('button, a') !== null;
      if (key === ' ' && isButton) return;
      if (SCROLL_KEYS.has(key) || key.length === 1 || key === 'Backspace') stop();
    };
    const onPointer = (event: PointerEvent) => {
      const { target } = event;
      if (!(target instanceof HTMLElement)) return;
      const isOnScrollbar =
        target.scrollHeight > target.clientHeight && event.offsetX > target.clientWidth;
      if (isOnScrollbar) stop();
    };
    window.addEventListener('wheel', stop, options);
    window.addEventListener('touchmove', stop, options);
    window.addEventListener('keydown', onKey, { signal: ended.signal });
    window.addEventListener('pointerdown', onPointer, options);
    return () => ended.abort();
  }, [latest]);
}
