/** One frame of a screen. */
const WINDOW_MS = 16;

export interface SamplerLimits {
  /** Messages that a window may keep, a kilobyte counting as one more. */
  readonly perWindow: number;
  /** What quiet windows leave over, so that a short burst is kept whole. */
  readonly burst: number;
}

export const defaultSamplerLimits: SamplerLimits = { perWindow: 200, burst: 4_000 };

/**
 * Decides which messages are worth the work of keeping: all of them up to a budget, one in `oneIn`
 * by chance above it. By chance, since every n-th one of a regular flow could always be the same
 * kind.
 */
export class Sampler {
  readonly #limits: SamplerLimits;
  readonly #random: () => number;
  #window = 0;
  #cost = 0;
  #left: number;
  #oneIn = 1;

  constructor(random: () => number, limits: SamplerLimits = defaultSamplerLimits) {
    this.#random = random;
    this.#limits = limits;
    this.#left = limits.burst;
  }

  /** How many messages there are now to each that is kept. */
  get oneIn(): number {
    return this.#oneIn;
  }

  takes(bytes: number, now: number): boolean {
    const window = Math.floor(now / WINDOW_MS);
    if (window !== this.#window) this.#turn(window);
    const cost = 1 + bytes / 1_024;
    this.#cost += cost;
    const taken = this.#left > 0 && (this.#oneIn === 1 || this.#random() * this.#oneIn < 1);
    if (taken) this.#left -= cost;
    return taken;
  }

  #turn(window: number): void {
    const { perWindow, burst } = this.#limits;
    // A clock that was set back is a new window like any other.
    const passed = Math.max(1, window - this.#window);
    const cost = passed === 1 ? this.#cost : 0;
    const isWithin = cost <= perWindow || this.#left > perWindow;
    this.#oneIn = isWithin ? 1 : Math.ceil(cost / perWindow);
    this.#left = Math.min(burst, Math.max(0, this.#left) + perWindow * passed);
    this.#window = window;
    this.#cost = 0;
  }
}
