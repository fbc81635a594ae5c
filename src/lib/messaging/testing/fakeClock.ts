import type { Clock } from '../clock.ts';

interface Timer {
  dueAt: number;
  readonly task: () => void;
}

/** Time that stands still until a test moves it. */
export class FakeClock implements Clock {
  #elapsed = 0;
  /** The time of day at the start. */
  #epoch = 1_700_000_000_000;
  readonly #timers = new Set<Timer>();

  now(): number {
    return this.#epoch + this.#elapsed;
  }

  monotonic(): number {
    return this.#elapsed;
  }

  after(delayMs: number, task: () => void): () => void {
    const timer = { dueAt: this.#elapsed + Math.max(0, delayMs), task };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  get pending(): number {
    return this.#timers.size;
  }

  /** Lets `ms` pass; every timer runs when it is due. */
  async advance(ms: number): Promise<void> {
    const end = this.#elapsed + ms;
    await settle();
    for (;;) {
      const timer = this.#nextDueBy(end);
      if (!timer) break;
      this.#elapsed = Math.max(this.#elapsed, timer.dueAt);
      await this.#run(timer);
    }
    this.#elapsed = end;
  }

  /** A busy thread: what is due runs only afterwards. */
  async stall(ms: number): Promise<void> {
    this.#elapsed += ms;
    for (;;) {
      const timer = this.#nextDueBy(this.#elapsed);
      if (!timer) return;
      await this.#run(timer);
    }
  }

  /** Timers stand still, and only the time of day goes on. */
  sleep(ms: number): void {
    this.#epoch += ms;
  }

  step(ms: number): void {
    this.#epoch += ms;
  }

  #nextDueBy(end: number): Timer | undefined {
    return [...this.#timers]
      .filter(({ dueAt }) => dueAt <= end)
      .sort((a, b) => a.dueAt - b.dueAt)[0];
  }

  async #run(timer: Timer): Promise<void> {
    this.#timers.delete(timer);
    timer.task();
    await settle();
  }
}

/** Lets pending promises go on. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}
