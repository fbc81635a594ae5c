import type { Clock } from '../clock.ts';
import type { Driver, DriverMessage } from '../connection/driver.ts';

/** StrictMode and route changes leave and return within this time; the server needn't notice. */
const RELEASE_DELAY_MS = 250;

interface SharedSubscription {
  readonly pattern: string;
  readonly queue: string | undefined;
  readonly handlers: Set<{ readonly call: (message: DriverMessage) => void }>;
  stop: (() => void) | null;
  cancelRelease: (() => void) | null;
}

export interface SubscriptionOptions {
  readonly clock: Clock;
  readonly onInbound: (message: DriverMessage) => void;
  readonly onHandlerError: (error: unknown) => void;
  /** The server refused the subscription. */
  readonly onRefused: (pattern: string, error: unknown) => void;
}

/** Core subscriptions, shared by pattern and counted, made again on every new connection. */
export class Subscriptions {
  readonly #options: SubscriptionOptions;
  readonly #shared = new Map<string, SharedSubscription>();
  #driver: Driver | null = null;

  constructor(options: SubscriptionOptions) {
    this.#options = options;
  }

  /** Moves every subscription to a new connection, or notes that there is none. */
  attach(driver: Driver | null): void {
    this.#driver = driver;
    for (const shared of this.#shared.values()) {
      shared.stop = null;
      if (driver) this.#open(shared, driver);
    }
  }

  add(pattern: string, handler: (message: DriverMessage) => void, queue?: string): () => void {
    const key = `${pattern} ${queue ?? ''}`;
    const shared = this.#shared.get(key) ?? this.#create(key, pattern, queue);
    shared.cancelRelease?.();
    shared.cancelRelease = null;
    const entry = { call: handler };
    shared.handlers.add(entry);
    return () => {
      if (!shared.handlers.delete(entry) || shared.handlers.size > 0) return;
      const release = () => {
        this.#shared.delete(key);
        shared.stop?.();
      };
      // A member of a queue that nobody listens behind would swallow what others could answer.
      if (queue !== undefined) release();
      else shared.cancelRelease = this.#options.clock.after(RELEASE_DELAY_MS, release);
    };
  }

  /** Patterns with how many handlers share each. */
  list(): { readonly pattern: string; readonly handlers: number }[] {
    return [...this.#shared.values()].map(({ pattern, handlers }) => ({
      pattern,
      handlers: handlers.size,
    }));
  }

  /** Releases everything at once. */
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
      stop: null,
      cancelRelease: null,
    };
    this.#shared.set(key, shared);
    if (this.#driver) this.#open(shared, this.#driver);
    return shared;
  }

  #open(shared: SharedSubscription, driver: Driver): void {
    try {
      shared.stop = driver.subscribe(
        shared.pattern,
        // A connection that was given up may still hold messages that the new one brings too.
        (message) => {
          if (this.#driver === driver) this.#deliver(shared, message);
        },
        {
          ...(shared.queue === undefined ? {} : { queue: shared.queue }),
          onError: (error) => this.#options.onRefused(shared.pattern, error),
        },
      );
    } catch {
      // The connection ended a moment ago; the next one subscribes again.
    }
  }

  #deliver(shared: SharedSubscription, message: DriverMessage): void {
    this.#options.onInbound(message);
    for (const handler of [...shared.handlers]) {
      // An earlier handler may have ended this one.
      if (!shared.handlers.has(handler)) continue;
      try {
        handler.call(message);
      } catch (error) {
        this.#options.onHandlerError(error);
      }
    }
  }
}
