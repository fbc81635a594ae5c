/** Remembers the last ids. Two half-full sets take turns: forgetting is one assignment. */
export class RecentIds {
  readonly #capacity: number;
  #young = new Set<string>();
  #old = new Set<string>();

  /** @param capacity ids that are remembered at least; at most twice as many */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  add(id: string): boolean {
    if (this.#young.has(id) || this.#old.has(id)) return false;
    if (this.#young.size >= this.#capacity) {
      this.#old = this.#young;
      this.#young = new Set();
    }
    this.#young.add(id);
    return true;
  }
}
