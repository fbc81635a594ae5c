import { use, useEffect, useState, useSyncExternalStore } from 'react';
import { ClockContext } from './clock.ts';

/** Once a second. @param ticking false stops the clock and spares the renders */
export function useNow(ticking: boolean): number {
  const clock = use(ClockContext);
  const [now, setNow] = useState(clock.now);
  useEffect(() => {
    if (!ticking) return;
    setNow(clock.now());
    return clock.subscribe(() => setNow(clock.now()));
  }, [clock, ticking]);
  return now;
}

/** A value derived from the time once a second; renders only when it changes. */
export function useAtNow<T extends string | number | boolean | null>(read: (now: number) => T): T {
  const clock = use(ClockContext);
  return useSyncExternalStore(clock.subscribe, () => read(clock.now()));
}
