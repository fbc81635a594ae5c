import { subjectMatches } from '../catalog/subjects.ts';
import type { Clock } from '../clock.ts';
import type { Driver, DriverMessage } from '../connection/driver.ts';
import { MessagingError } from '../errors.ts';
import type { Metrics } from '../metrics.ts';
import type { SubscribeOptions, SubscriptionStatus } from '../types.ts';

/** StrictMode and route changes come back within this time. */
const RELEASE_DELAY_MS = 250;

type MessageHandler = (message: DriverMessage, redirected: boolean) => void;

interface Handler {
  readonly call: MessageHandler;
  readonly raw: boolean;
  readonly onStatus: ((status: SubscriptionStatus) => void) | undefined;
}

interface SharedSubscription {
  readonly pattern: string;
  readonly queue: string | undefined;
  readonly handlers: Set<Handler>;
  status: SubscriptionStatus;
  stop: (() => void) | null;
  /** Ends its queue membership on the last connection. */
  leaveFormer: (() => void) | null;
  cancelRelease: (() => void) | null;
}

export interface SubscriptionsOptions {
  readonly clock: Clock;
  readonly metrics: Pick<Metrics, 'received' | 'dropped' | 'invalid'>;
  readonly onHandlerError: (error: unknown) => void;
  /** The server refused the subscription. */
  readonly onRefused: (pattern: string) => void;
}

interface AddOptions extends SubscribeOptions {
  /** Takes redirected messages as well. */
  readonly raw?: boolean;
}

const waiting: SubscriptionStatus = { phase: 'waiting' };
const live: SubscriptionStatus = { phase: 'live' };

/** Core subscriptions, shared by pattern, made again on every connection. */
export class Subscriptions {
  readonly #options: SubscriptionsOptions;
  readonly #shared = new Map<string, SharedSubscription>();
  #driver: Driver | null = null;
  /** The last connection, which may still work. */
  #former: Driver | null = null;

  constructor(options: SubscriptionsOptions) {
    this.#options = options;
  }

  attach(driver: Driver | null): void {
    if (this.#driver) this.#former = this.#driver;
    this.#driver = driver;
    for (const shared of this.#shared.values()) {
      if (shared.queue !== undefined) shared.leaveFormer = shared.stop ?? shared.leaveFormer;
      shared.stop = null;
      if (driver) this.#open(shared, driver);
      else this.#setStatus(shared, waiting);
    }
  }

  /** Leaves the queues on a replaced connection: what comes there has no second copy. */
  retire(driver: Driver): void {
    if (this.#former !== driver) return;
    for (const shared of this.#shared.values()) {
      shared.leaveFormer?.();
      shared.leaveFormer = null;
    }
  }

  add(
    pattern: string,
    handler: MessageHandler,
    { queue, raw = false, onStatus }: AddOptions = {},
  ): () => void {
    const key = `${pattern} ${queue ?? ''}`;
    const shared = this.#shared.get(key) ?? this.#create(key, pattern, queue);
    shared.cancelRelease?.();
    shared.cancelRelease = null;
    const entry = { call: handler, raw, onStatus };
    shared.handlers.add(entry);
    if (shared.status !== waiting) this.#notify(entry, shared.status);
    return () => {
      if (!shared.handlers.delete(entry) || shared.handlers.size > 0) return;
      const release = () => {
        this.#shared.delete(key);
        shared.leaveFormer?.();
        shared.stop?.();
      };
      // A member of a queue without handlers would swallow what others could answer.
      if (queue !== undefined) release();
      else shared.cancelRelease = this.#options.clock.after(RELEASE_DELAY_MS, release);
    };
  }

  close(): void {
    for (const shared of this.#shared.values()) {
      shared.cancelRelease?.();
      shared.stop?.();
    }
    this.#shared.clear();
  }

  #create(key: string, pattern: string, queue: string | undefined): SharedSubscription {
    const shared: SharedSubscription = {
      pattern,
      queue,
      handlers: new Set(),
      status: waiting,
      stop: null,
      leaveFormer: null,
      cancelRelease: null,
    };
    this.#shared.set(key, shared);
    if (this.#driver) this.#open(shared, this.#driver);
    return shared;
  }

  #open(shared: SharedSubscription, driver: Driver): void {
    const { pattern, queue } = shared;
    try {
      shared.stop = driver.subscribe(
        pattern,
        (message) => {
          // A replaced connection may hold messages that the new one brings too; a queue's go to
          // one member only.
          if (this.#driver === driver || queue !== undefined) this.#deliver(shared, message);
        },
        {
          ...(queue === undefined ? {} : { queue }),
          onError: (cause) => {
            this.#options.onRefused(pattern);
            if (this.#driver !== driver) return;
            const message = 'The server refused this subscription.';
            const error = new MessagingError('denied', message, { subject: pattern, cause });
            this.#setStatus(shared, { phase: 'failed', error });
          },
        },
      );
      this.#setStatus(shared, live);
    } catch {
      // The connection has just ended; the next one subscribes again.
    }
  }

  #setStatus(shared: SharedSubscription, status: SubscriptionStatus): void {
    if (shared.status === status) return;
    shared.status = status;
    for (const handler of [...shared.handlers]) this.#notify(handler, status);
  }

  #notify({ onStatus }: Handler, status: SubscriptionStatus): void {
    try {
      onStatus?.(status);
    } catch (error) {
      this.#options.onHandlerError(error);
    }
  }

  #deliver(shared: SharedSubscription, message: DriverMessage): void {
    const { clock, metrics, onHandlerError } = this.#options;
    const { pattern, handlers } = shared;
    metrics.received(message.body.length, pattern);
    const redirected = isRedirected(pattern, message);
    const takers = [...handlers].filter(({ raw }) => raw || !redirected);
    if (redirected && (takers.length === 0 || takers.length < handlers.size)) {
      const detail = `a consumer delivered it to ${pattern}`;
      metrics.invalid(message.subject, 'redirected', detail, message.body, clock.now());
    }
    // The handlers of a queue take turns.
    const [first] = takers;
    if (shared.queue !== undefined && first) {
      takers.length = 1;
      handlers.delete(first);
      handlers.add(first);
    }
    for (const handler of takers) {
      // An earlier handler may have ended this one.
      if (!handlers.has(handler)) continue;
      try {
        handler.call(message, redirected);
      } catch (error) {
        onHandlerError(error);
      }
    }
  }
}

/**
 * A consumer can deliver stored messages to any subject, with their own subject kept
 * (nats-server#8274): an old event would pass as live.
 */
function isRedirected(pattern: string, { subject, reply }: DriverMessage): boolean {
  if (reply?.startsWith('$JS.ACK.') === true) return true;
  return subject !== pattern && !subjectMatches(pattern, subject);
}
