import { setTimeout as sleep } from 'node:timers/promises';
import { isMessagingError } from '../src/lib/messaging/index.ts';

export interface RetryOptions {
  /** The first one included. */
  readonly tries: number;
  readonly pauseMs: number;
  /** Whether it may go better the next time; any error if not given. */
  readonly when?: (error: unknown) => boolean;
}

/** Runs it until it succeeds; rejects with the last error. The pause keeps no process alive. */
export async function retry<T>(
  run: () => Promise<T>,
  { tries, pauseMs, when = () => true }: RetryOptions,
): Promise<T> {
  for (let left = tries; ; left--) {
    try {
      return await run();
    } catch (error) {
      if (left <= 1 || !when(error)) throw error;
      await sleep(pauseMs, undefined, { ref: false });
    }
  }
}

/** The server may have done it all the same: what is retried must be the same to it both times. */
export const isUnanswered = (error: unknown) =>
  isMessagingError(error, 'offline', 'timeout', 'no-responders');
