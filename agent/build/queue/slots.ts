/** Room for so many builds at a time. */
export interface Slots {
  /** Resolves when there is room, without taking it. */
  untilFree(): Promise<void>;
  /**
   * Takes room, in the order of the calls, and returns what gives it back. A build that is stopped
   * while it waits needs none.
   */
  take(stopping: AbortSignal): Promise<() => void>;
  /** Ends all waits. */
  close(): void;
}

export function createSlots(count: number): Slots {
  let free = count;
  let closed = false;
  /** Each is called once: when there may be room. */
  let waiting: (() => void)[] = [];
  const wake = () => {
    const woken = waiting;
    waiting = [];
    for (const resolve of woken) resolve();
  };
  const change = (signal?: AbortSignal) =>
    new Promise<void>((resolve) => {
      waiting.push(resolve);
      signal?.addEventListener('abort', () => resolve(), { once: true });
    });
  return {
    async untilFree() {
      while (free <= 0 && !closed) await change();
    },
    async take(stopping) {
      while (free <= 0 && !closed && !stopping.aborted) await change(stopping);
      free -= 1;
      return () => {
        free += 1;
        wake();
      };
    },
    close() {
      closed = true;
      wake();
    },
  };
}
