import { type RefObject, useInsertionEffect, useRef } from 'react';

/**
 * A ref to the newest value, so that a new closure never resubscribes. Set before any effect runs:
 * no event of this render meets the last one's closure.
 */
export function useLatest<T>(value: T): RefObject<T> {
  const ref = useRef(value);
  useInsertionEffect(() => {
    ref.current = value;
  });
  return ref;
}
