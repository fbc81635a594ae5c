/** One timer for all subscribers, which runs only while there are any. */
export function createTicker(periodMs: number): (onTick: () => void) => () => void {
  const subscribers = new Set<() => void>();
  let timer: ReturnType<typeof setInterval> | undefined;
  return (onTick) => {
    // Wrapped, so that a function can subscribe twice.
    const call = () => onTick();
    subscribers.add(call);
    timer ??= setInterval(() => {
      for (const each of subscribers) each();
    }, periodMs);
    return () => {
      subscribers.delete(call);
      if (subscribers.size > 0) return;
      clearInterval(timer);
      timer = undefined;
    };
  };
}

/** The clock of all relative times. */
export const everySecond = createTicker(1000);
