/** Runs `flush` with the next frame's time; returns the undo. */
export type Schedule = (flush: (now: number) => void) => () => void;

/** How often subscribers are notified, by how fast lines arrive. */
export const PACES = [
  // It can't be read along, so receiving goes first.
  { linesPerMs: 12, pauseMs: 120 },
  // Every frame would show other lines altogether.
  { linesPerMs: 2, pauseMs: 25 },
] as const;

const onNextFrame: Schedule = (flush) => {
  const id = requestAnimationFrame(flush);
  return () => cancelAnimationFrame(id);
};

/** Notifies once per frame, and less often while much arrives. */
export class FrameListeners {
  readonly #schedule: Schedule;
  readonly #arrived: () => number;
  readonly #beforeNotify: () => void;
  readonly #listeners = new Set<() => void>();
  #cancelFlush: (() => void) | null = null;
  #notified = { at: -Infinity, arrived: 0 };

  /**
   * @param arrived the total so far, which shows a burst
   * @param beforeNotify runs once before the listeners
   */
  constructor(schedule: Schedule = onNextFrame, arrived: () => number, beforeNotify: () => void) {
    this.#schedule = schedule;
    this.#arrived = arrived;
    this.#beforeNotify = beforeNotify;
  }

  get isEmpty(): boolean {
    return this.#listeners.size === 0;
  }

  add(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      this.#cancelFlush?.();
      this.#cancelFlush = null;
    };
  }

  changed(): void {
    if (this.#listeners.size === 0 || this.#cancelFlush !== null) return;
    this.#cancelFlush = this.#schedule(this.#onFrame);
  }

  #onFrame = (now: number): void => {
    const arrived = this.#arrived();
    const since = now - this.#notified.at;
    const linesPerMs = (arrived - this.#notified.arrived) / since;
    const pace = PACES.find((pace) => linesPerMs > pace.linesPerMs);
    if (pace !== undefined && since < pace.pauseMs) {
      this.#cancelFlush = this.#schedule(this.#onFrame);
      return;
    }
    // As of when it was due: from the frame itself, 25 ms would become two frames, 33.
    const due = pace && Math.max(this.#notified.at + pace.pauseMs, now - pace.pauseMs);
    this.#notified = { at: due ?? now, arrived };
    this.#cancelFlush = null;
    this.#beforeNotify();
    for (const listener of this.#listeners) listener();
  };
}
