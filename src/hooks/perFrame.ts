import { nextFrame } from './nextFrame.ts';

/**
 * Gathers items and hands them on together, at most once per frame: every item arrives, React
 * renders once.
 */
export function perFrame<T>(flush: (items: readonly T[]) => void): {
  add(items: readonly T[]): void;
  /** Drops what is gathered. */
  clear(): void;
} {
  let gathered: T[] = [];
  let cancel: (() => void) | null = null;
  const run = () => {
    cancel = null;
    const items = gathered;
    gathered = [];
    if (items.length > 0) flush(items);
  };
  return {
    add(items) {
      for (const item of items) gathered.push(item);
      cancel ??= nextFrame(run);
    },
    clear() {
      cancel?.();
      cancel = null;
      gathered = [];
    },
  };
}
