/** So many at once, and so many a second after that. Time comes from the caller. */
export class RateLimit {
  readonly #burst: number;
  readonly #perSecond: number;
  #left: number;
  #at: number | null = null;

  constructor(burst: number, perSecond: number) {
    this.#burst = burst;
    this.#perSecond = perSecond;
    this.#left = burst;
  }

  take(amount: number, now: number): boolean {
    const elapsed = this.#at === null ? 0 : Math.max(0, now - this.#at);
    this.#at = now;
    this.#left = Math.min(this.#burst, this.#left + (elapsed / 1_000) * this.#perSecond);
    if (this.#left < amount) return false;
    this.#left -= amount;
    return true;
  }
}
