import type { Clock } from '../clock.ts';
import type { DriverMessage } from '../connection/driver.ts';

/** Reading begins within a few round trips; live messages must not wait longer. */
const MAX_HOLD_MS = 5_000;

/** Holds live messages until it is known whether the history will bring them too. */
export class LiveBuffer {
  readonly #clock: Clock;
  readonly #deliver: (message: DriverMessage) => void;
  #held: DriverMessage[] | null = null;
  #cancelTimer: () => void = () => {};

  constructor(clock: Clock, deliver: (message: DriverMessage) => void) {
    this.#clock = clock;
    this.#deliver = deliver;
  }

  begin(): void {
    this.#held ??= [];
    this.#cancelTimer();
    this.#cancelTimer = this.#clock.after(MAX_HOLD_MS, () => this.release());
  }

  take(message: DriverMessage): void {
    if (this.#held) this.#held.push(message);
    else this.#deliver(message);
  }

  release(): void {
    const held = this.#held ?? [];
    this.discard();
    for (const message of held) this.#deliver(message);
  }

  discard(): void {
    this.#cancelTimer();
    this.#held = null;
  }
}
