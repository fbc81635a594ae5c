/** Runs `flush` once, later; returns its undo. */
export type Schedule = (flush: () => void) => () => void;

/** More lines in one frame than this are a burst: nobody reads along, so receiving goes first. */
export const BURST_LINES = 500;
/** During a burst subscribers are told every so many frames, about 12 times a second. */
export const BURST_FRAMES = 5;

const onNextFrame: Schedule = (flush) => {
  const id = requestAnimationFrame(flush);
  return () => cancelAnimationFrame(id);
};

/** Tells listeners of changes, once per frame and less often while much arrives. */
export class FrameListeners {
  readonly #schedule: Schedule;
  readonly #arrived: () => number;
  readonly #beforeTelling: () => void;
  readonly #listeners = new Set<() => void>();
  #cancelFlush: (() => void) | null = null;
  #arrivedAtLastFrame = 0;
  #framesHeld = 0;

  /**
   * @param arrived how much has arrived in all, which tells a burst
   * @param beforeTelling runs once before the listeners
   */
  constructor(schedule: Schedule = onNextFrame, arrived: () => number, beforeTelling: () => void) {
    this.#schedule = schedule;
    this.#arrived = arrived;
    this.#beforeTelling = beforeTelling;
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

  #onFrame = (): void => {
    const arrived = this.#arrived() - this.#arrivedAtLastFrame;
    this.#arrivedAtLastFrame += arrived;
    if (arrived >= BURST_LINES && this.#framesHeld < BURST_FRAMES - 1) {
      this.#framesHeld++;
      this.#cancelFlush = this.#schedule(this.#onFrame);
      return;
    }
    this.#framesHeld = 0;
    this.#cancelFlush = null;
    this.#beforeTelling();
    for (const listener of this.#listeners) listener();
  };
}
