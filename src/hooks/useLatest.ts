import { type RefObject, useInsertionEffect, useRef } from 'react';

/**
 * A ref to the newest value: callbacks live here, so that a new closure never resubscribes. It is
 * set before any effect runs, so that no event of this render meets the closure of the last one.
 */
export function useLatest<T>(value: T): RefObject<T> {
  const ref = useRef(value);
  useInsertionEffect(() => {
    ref.current = value;
  });
  return ref;
}
