import type { LogSource } from './feedTypes.ts';

/** @param ms milliseconds */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Waits for a connection, or for the end. */
export function untilLive(source: LogSource, signal: AbortSignal): Promise<void> {
  if (source.isLive() || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      stop();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const stop = source.onLink(() => {
      if (source.isLive()) done();
    });
    signal.addEventListener('abort', done);
  });
}
