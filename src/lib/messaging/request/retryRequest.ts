import type { Clock } from '../clock.ts';
import type { DriverMessage } from '../connection/driver.ts';
import { isMessagingError, MessagingError } from '../errors.ts';

/** An unanswered request is sent again after a quarter of its time. */
const ROUNDS = 4;
/** 'no-responders' is reported after a tenth of its time: on a page within a second. */
const NOBODY_PART = 1 / 10;
const FIRST_PAUSE_MS = 100;
const MAX_PAUSE_MS = 250;

export interface RepeatOptions {
  readonly clock: Clock;
  readonly timeoutMs: number;
  /**
   * 'repeat' also sends it again without an answer or after a lost connection: a responder may get
   * it twice.
   */
  readonly unanswered: 'repeat' | 'wait';
  /** One attempt; must end within its time. */
  readonly attempt: (timeoutMs: number) => Promise<DriverMessage>;
}

/**
 * Sends a request again until it is answered: its responder may be restarting. The first answer to
 * any attempt counts.
 * @throws the last attempt's error
 */
export function retryRequest(options: RepeatOptions): Promise<DriverMessage> {
  const { clock, timeoutMs, unanswered, attempt } = options;
  const roundMs = timeoutMs / ROUNDS;
  const startedAt = clock.monotonic();
  const deadline = startedAt + timeoutMs;
  /** Attempts under way. */
  let open = 0;
  let pauseMs = FIRST_PAUSE_MS;
  let nobodySince: number | null = null;
  let settled = false;
  let lastError: unknown = new MessagingError('timeout', 'There was no time for an answer.');
  let stopTimer = () => {};

  return new Promise((resolve, reject) => {
    const settle = (how: () => void) => {
      if (settled) return;
      settled = true;
      stopTimer();
      how();
    };
    const later = (delayMs: number) => {
      stopTimer();
      stopTimer = clock.after(delayMs, ask);
    };
    const ask = () => {
      const left = deadline - clock.monotonic();
      if (left <= 0) {
        if (open === 0) settle(() => reject(lastError));
        return;
      }
      open += 1;
      if (unanswered === 'repeat') later(roundMs);
      attempt(left).then(
        (message) => settle(() => resolve(message)),
        (error: unknown) => {
          open -= 1;
          lastError = error;
          if (!settled) failed(error);
        },
      );
    };
    const failed = (error: unknown) => {
      const now = clock.monotonic();
      const again = mayPass(error, now);
      if (again && now + pauseMs < deadline) {
        later(pauseMs);
        pauseMs = Math.min(2 * pauseMs, MAX_PAUSE_MS);
      } else if (!again || open === 0) settle(() => reject(error));
    };
    const mayPass = (error: unknown, now: number): boolean => {
      if (isMessagingError(error, 'no-responders')) {
        nobodySince ??= now;
        // An earlier attempt reached a responder, which may still answer.
        return open > 0 || now - nobodySince < NOBODY_PART * timeoutMs;
      }
      return unanswered === 'repeat' && isMessagingError(error, 'offline');
    };
    ask();
  });
}
