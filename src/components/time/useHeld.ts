import { useCallback, useEffect, useEffectEvent, useState } from 'react';

/** A hand that presses again is still pressing the same thing. */
const AFTER_PRESS_MS = 1_500;
/** A press that is on its way when something changes was meant for what was there before. */
const AFTER_CHANGE_MS = 700;

export interface Held<T> {
  readonly held: T;
  readonly onPress: () => void;
}

const isEqual = (before: string, now: string) => before === now;

/**
 * Keeps buttons from changing under a hand: the former value stays for 0.7 s, and for 1.5 s after
 * the last press, so that three impatient clicks do not cancel three builds that moved up.
 * @param key says which thing the value is
 * @param mayFollow whether a change of the key may show at once
 */
export function useHeld<T>(value: T, key: string, mayFollow = isEqual): Held<T> {
  const [kept, setKept] = useState({ key, value });
  const [pressedAt, setPressedAt] = useState(-Infinity);
  const follows = kept.key === key || mayFollow(kept.key, key);
  if (follows && kept.key !== key) setKept({ key, value });
  const follow = useEffectEvent(() => setKept({ key, value }));
  useEffect(() => {
    if (follows) return;
    const sincePress = performance.now() - pressedAt;
    const timer = setTimeout(follow, Math.max(AFTER_CHANGE_MS, AFTER_PRESS_MS - sincePress));
    return () => clearTimeout(timer);
  }, [follows, pressedAt]);
  const onPress = useCallback(() => setPressedAt(performance.now()), []);
  return { held: follows ? value : kept.value, onPress };
}
