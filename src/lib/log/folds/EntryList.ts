import { type Entry, placeOf } from './groupRows.ts';

/** Entries in the log's order. Taking some away at the front costs nothing, however many there are. */
export class EntryList {
  #items: Entry[] = [];
  /** Those before it are gone. */
  #start = 0;

  get length(): number {
    return this.#items.length - this.#start;
  }

  at(position: number): Entry | undefined {
    return position < 0 ? undefined : this.#items[this.#start + position];
  }

  replace(entries: Entry[]): void {
    this.#items = entries;
    this.#start = 0;
  }

  append(entries: readonly Entry[]): void {
    for (const entry of entries) this.#items.push(entry);
  }

  prepend(entries: readonly Entry[]): void {
    const [only] = entries;
    if (only !== undefined && entries.length === 1 && this.#start > 0) {
      this.#start -= 1;
      this.#items[this.#start] = only;
    } else this.replace([...entries, ...this.#items.slice(this.#start)]);
  }

  dropFirst(count: number): void {
    this.#start += count;
    // Now and then, so that the array does not grow for ever.
    if (this.#start > this.#items.length / 2) this.replace(this.#items.slice(this.#start));
  }

  truncate(length: number): void {
    this.#items.length = this.#start + length;
  }

  /** Position of the last entry at or before a place; -1 if there is none. */
  positionAt(place: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const entry = this.at(middle);
      if (entry !== undefined && placeOf(entry) <= place) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** The heads of steps, in order. */
  heads() {
    return this.#items.slice(this.#start).filter((entry) => typeof entry === 'object');
  }
}
