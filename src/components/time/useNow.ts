import { useEffect, useState, useSyncExternalStore } from 'react';
import { everySecond } from './ticker.ts';

/** Once a second. @param ticking false stops the clock and spares the renders */
export function useNow(ticking: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!ticking) return;
    setNow(Date.now());
    return everySecond(() => setNow(Date.now()));
  }, [ticking]);
  return now;
}

/** A value derived from the time once a second; renders only when it changes. */
export function useAtNow<T extends string | number | boolean | null>(read: (now: number) => T): T {
  return useSyncExternalStore(everySecond, () => read(Date.now()));
}
