import type { Ranges } from './pattern.ts';

/** A row that was found. Without a stream, `seq` is its ordinal. */
export interface Hit {
  readonly seq: number;
  /** Which row of its message it is. */
  readonly part: number;
}

/** Rows of one message that can be told apart. */
const PARTS = 64;
const MAX_RANGED = 50_000;

const keyOf = ({ seq, part }: Hit) => seq * PARTS + Math.min(part, PARTS - 1);
const hitOf = (key: number): Hit => ({ seq: Math.floor(key / PARTS), part: key % PARTS });

/** Hits in the log's order, found from the reader's window outwards in both directions. */
export class HitList {
  /** Latest first. */
  readonly #older: number[] = [];
  readonly #newer: number[] = [];
  readonly #ranges = new Map<number, Ranges>();

  get size(): number {
    return this.#older.length + this.#newer.length;
  }

  addOlder(hit: Hit, ranges: Ranges): void {
    this.#older.push(this.#keep(hit, ranges));
  }

  addNewer(hit: Hit, ranges: Ranges): void {
    this.#newer.push(this.#keep(hit, ranges));
  }

  /** The hit at `rank`, counted from 0. */
  at(rank: number): Hit | null {
    const key = this.#key(rank);
    return key === undefined ? null : hitOf(key);
  }

  /** How many hits lie before this place. */
  rankOf(hit: Hit): number {
    const wanted = keyOf(hit);
    let low = 0;
    let high = this.size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#key(middle) ?? 0) < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** What to mark in a row: null if it is no hit, empty if its matches are not kept. */
  rangesOf(hit: Hit): Ranges | null {
    const known = this.#ranges.get(keyOf(hit));
    if (known !== undefined) return known;
    if (this.size <= MAX_RANGED) return null;
    return this.#key(this.rankOf(hit)) === keyOf(hit) ? [] : null;
  }

  #keep(hit: Hit, ranges: Ranges): number {
    const key = keyOf(hit);
    if (this.#ranges.size < MAX_RANGED) this.#ranges.set(key, ranges);
    return key;
  }

  #key(rank: number): number | undefined {
    const older = this.#older.length;
    return rank < older ? this.#older[older - 1 - rank] : this.#newer[rank - older];
  }
}
