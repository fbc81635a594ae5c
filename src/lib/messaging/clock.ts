/** Time as the core sees it; tests bring their own. */
export interface Clock {
  /** Milliseconds since the epoch; may step. */
  now(): number;
  /** Milliseconds since some moment; never steps, but may stand still while the machine sleeps. */
  monotonic(): number;
  after(delayMs: number, task: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(delayMs, task) {
    const timer = setTimeout(task, delayMs);
    return () => clearTimeout(timer);
  },
};

/** Resolves when `task` has settled, or after `timeoutMs`. */
export async function atMost(
  clock: Clock,
  timeoutMs: number,
  task: Promise<unknown>,
): Promise<void> {
  let stopTimer = () => {};
  const late = new Promise<void>((resolve) => {
    stopTimer = clock.after(timeoutMs, resolve);
  });
  await Promise.race([task, late]);
  stopTimer();
}
