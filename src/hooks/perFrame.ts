/** A hidden tab paints no frames; what arrives there is applied this often. */
const HIDDEN_FLUSH_MS = 250;

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
      cancel ??= schedule(run);
    },
    clear() {
      cancel?.();
      cancel = null;
      gathered = [];
    },
  };
}

function schedule(task: () => void): () => void {
  // Both, because a tab that is hidden after the frame was asked for never gets it.
  const frame = requestAnimationFrame(run);
  const timer = setTimeout(run, HIDDEN_FLUSH_MS);
  const cancel = () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
  function run(): void {
    cancel();
    task();
  }
  return cancel;
}
