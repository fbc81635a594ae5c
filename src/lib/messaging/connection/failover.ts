import { retryDelayMs } from './backoff.ts';
import type { Clock } from '../clock.ts';
import type { Connect, Driver } from './driver.ts';

export interface FailoverOptions {
  readonly connect: Connect;
  readonly clock: Clock;
  readonly random: () => number;
  readonly dialTimeoutMs: number;
  readonly onFound: (driver: Driver) => void;
}

/** Dials until a connection can replace one whose server is about to end. Returns the undo. */
export function findFailover(options: FailoverOptions): () => void {
  const { connect, clock, random, dialTimeoutMs, onFound } = options;
  const beganAt = clock.monotonic();
  let failures = 0;
  let running = true;
  let stopTimer = () => {};

  const dialLater = () => {
    if (!running) return;
    const delay = retryDelayMs(failures, clock.monotonic() - beganAt, random());
    stopTimer = clock.after(delay, () => void dial());
  };
  const dial = async () => {
    try {
      const driver = await connect({ timeoutMs: dialTimeoutMs });
      if (!running) return void driver.close().catch(() => {});
      running = false;
      onFound(driver);
    } catch {
      failures += 1;
      dialLater();
    }
  };
  dialLater();
  return () => {
    running = false;
    stopTimer();
  };
}
