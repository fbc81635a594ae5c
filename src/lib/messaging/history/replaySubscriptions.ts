import type { FollowFrom, FollowScope, FollowState, Gap, Unsubscribe } from '../types.ts';
import type { Driver } from '../connection/driver.ts';
import { Follow, type FollowOptions, type RawDelivery } from './follow.ts';

export interface RawObserver {
  onEvents(deliveries: readonly RawDelivery[]): void;
  onState?(state: FollowState): void;
  onGap?(gap: Gap): void;
}

/** All follows of one client. */
export class ReplaySubscriptions {
  readonly #parts: Pick<FollowOptions, 'internals' | 'subscribe'>;
  readonly #onHandlerError: (error: unknown) => void;
  readonly #follows = new Set<Follow>();
  #driver: Driver | null = null;

  constructor(
    parts: Pick<FollowOptions, 'internals' | 'subscribe'>,
    onHandlerError: (error: unknown) => void,
  ) {
    this.#parts = parts;
    this.#onHandlerError = onHandlerError;
  }

  attach(driver: Driver | null): void {
    this.#driver = driver;
    for (const follow of this.#follows) follow.attach(driver);
  }

  begin(pattern: string, from: FollowFrom, observer: RawObserver, scope: FollowScope): Unsubscribe {
    const guard = <Arg>(call: (arg: Arg) => void) => {
      return (arg: Arg) => {
        try {
          call(arg);
        } catch (error) {
          this.#onHandlerError(error);
        }
      };
    };
    const follow = new Follow({
      ...this.#parts,
      pattern,
      from,
      scope,
      onEvents: guard((deliveries: readonly RawDelivery[]) => observer.onEvents(deliveries)),
      onState: guard((state: FollowState) => observer.onState?.(state)),
      onGap: guard((gap: Gap) => observer.onGap?.(gap)),
    });
    this.#follows.add(follow);
    // Later, so that the caller has its undo before the first call arrives.
    queueMicrotask(() => {
      if (this.#follows.has(follow) && this.#driver) follow.attach(this.#driver);
    });
    return () => {
      this.#follows.delete(follow);
      follow.stop();
    };
  }

  close(): void {
    for (const follow of this.#follows) follow.stop();
    this.#follows.clear();
  }
}
