/**
 * Remembers the last ids seen, so that the second copy of an event is dropped. Two half-full sets
 * take turns: forgetting is one assignment instead of a queue.
 */
export class RecentIds {
  readonly #capacity: number;
  #young = new Set<string>();
  #old = new Set<string>();

  /** @param capacity at least this many latest ids are remembered, at most twice as many. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** True the first time that `id` is given. */
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
