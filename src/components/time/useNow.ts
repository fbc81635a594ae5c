import { useEffect, useState, useSyncExternalStore } from 'react';
import { everySecond } from './ticker.ts';

/**
 * The time, once a second, for what counts up or down.
 * @param ticking false stops the clock and spares the renders
 * @returns milliseconds since the epoch
 */
export function useNow(ticking: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!ticking) return;
    setNow(Date.now());
    return everySecond(() => setNow(Date.now()));
  }, [ticking]);
  return now;
}

/**
 * What the time makes of something, looked at once a second; renders again only when it is another
 * value.
 * @param read gets milliseconds since the epoch
 */
export function useAtNow<T extends string | number | boolean | null>(read: (now: number) => T): T {
  return useSyncExternalStore(everySecond, () => read(Date.now()));
}
