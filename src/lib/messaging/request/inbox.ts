import type { Clock } from '../clock.ts';
import type { Driver, DriverMessage, DriverProblem } from '../connection/driver.ts';
import { MessagingError } from '../errors.ts';

interface Pending {
  readonly subject: string;
  readonly resolve: (message: DriverMessage) => void;
  readonly reject: (error: MessagingError) => void;
  readonly stopTimer: () => void;
}

/** Requests over one connection: one subscription, a numbered reply subject per request. */
export class Inbox {
  readonly #driver: Driver;
  readonly #clock: Clock;
  readonly #prefix: string;
  readonly #pending = new Map<string, Pending>();
  readonly #stop: (() => void)[];
  #next = 0;
  #ended: MessagingError | null = null;

  /** @param prefix used by no other inbox, below the role's private inbox prefix */
  constructor(driver: Driver, prefix: string, clock: Clock) {
    this.#driver = driver;
    this.#clock = clock;
    this.#prefix = prefix;
    this.#stop = [
      driver.subscribe(
        `${prefix}.*`,
        (message) => this.#settle(message.subject, (pending) => pending.resolve(message)),
        {
          onError: (cause) =>
            this.#end(new MessagingError('denied', 'The inbox was refused.', { cause })),
        },
      ),
      // Otherwise a denied request would only time out.
      driver.onProblem((problem) => this.#onProblem(problem)),
    ];
  }

  /** @throws MessagingError 'no-responders' | 'timeout' | 'denied' | 'offline' | 'too-large' */
  request(
    subject: string,
    body: Uint8Array,
    timeoutMs: number,
    headers?: Readonly<Record<string, string>>,
  ): Promise<DriverMessage> {
    if (this.#ended) return Promise.reject(this.#ended);
    this.#next += 1;
    const reply = `${this.#prefix}.${this.#next}`;
    const answer = new Promise<DriverMessage>((resolve, reject) => {
      const stopTimer = this.#clock.after(timeoutMs, () =>
        this.#settle(reply, (pending) =>
          pending.reject(
            new MessagingError('timeout', `No answer within ${timeoutMs / 1000} s.`, { subject }),
          ),
        ),
      );
      this.#pending.set(reply, { subject, resolve, reject, stopTimer });
    }).then((message) => {
      if (message.status === 503) {
        throw new MessagingError('no-responders', 'No one answers this request.', { subject });
      }
      return message;
    });
    try {
      this.#driver.publish(subject, body, headers ? { reply, headers } : { reply });
    } catch (error) {
      this.#settle(reply, (pending) =>
        pending.reject(
          error instanceof MessagingError
            ? error
            : new MessagingError('offline', 'The connection is gone.', { subject, cause: error }),
        ),
      );
    }
    return answer;
  }

  /** Requests under way reject with `code`. */
  close(code: 'offline' | 'closed'): void {
    for (const stop of this.#stop) stop();
    const message =
      code === 'closed'
        ? 'The client was closed before the answer came.'
        : 'The connection was lost before the answer came.';
    this.#end(new MessagingError(code, message));
  }

  #settle(reply: string, how: (pending: Pending) => void): void {
    const pending = this.#pending.get(reply);
    if (!pending) return;
    this.#pending.delete(reply);
    pending.stopTimer();
    how(pending);
  }

  #end(why: MessagingError): void {
    this.#ended ??= why;
    for (const [reply, { subject }] of [...this.#pending]) {
      this.#settle(reply, (pending) =>
        pending.reject(new MessagingError(why.code, why.message, { subject, cause: why.cause })),
      );
    }
  }

  #onProblem(problem: DriverProblem): void {
    if (problem.kind !== 'denied' || problem.operation !== 'publish') return;
    const denied = [...this.#pending].filter(([, { subject }]) => subject === problem.subject);
    for (const [reply, { subject }] of denied) {
      this.#settle(reply, (pending) =>
        pending.reject(new MessagingError('denied', 'Your role may not do this.', { subject })),
      );
    }
  }
}
