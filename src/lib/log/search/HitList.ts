import type { Ranges } from './pattern.ts';

export interface Hit {
  /** Its line's sequence, or its substitute. */
  readonly seq: number;
  /** The row of its message. */
  readonly part: number;
}

const MAX_RANGED = 50_000;
/** One object: a row that gets it renders only when something else changes. */
export const NO_RANGES: Ranges = [];

/** Hits in columns: there may be very many. */
class Side {
  readonly #seqs: number[] = [];
  readonly #parts: number[] = [];
  readonly #ranges: Ranges[] = [];

  get size(): number {
    return this.#seqs.length;
  }

  get ranged(): number {
    return this.#ranges.length;
  }

  add({ seq, part }: Hit, ranges: Ranges | null): void {
    this.#seqs.push(seq);
    this.#parts.push(part);
    if (ranges !== null) this.#ranges.push(ranges);
  }

  at(index: number): Hit | null {
    const [seq, part] = [this.#seqs[index], this.#parts[index]];
    return seq === undefined || part === undefined ? null : { seq, part };
  }

  rangesAt(index: number): Ranges {
    return this.#ranges[index] ?? NO_RANGES;
  }

  /** Negative if the hit lies before this place, 0 if it is there. */
  compare(index: number, { seq, part }: Hit): number {
    return (this.#seqs[index] ?? 0) - seq || (this.#parts[index] ?? 0) - part;
  }
}

/** Hits in order, found outwards from the reader in both directions. */
export class HitList {
  /** Latest first. */
  readonly #older = new Side();
  readonly #newer = new Side();

  get size(): number {
    return this.#older.size + this.#newer.size;
  }

  addOlder(hit: Hit, ranges: Ranges): void {
    this.#older.add(hit, this.#isRanged() ? ranges : null);
  }

  addNewer(hit: Hit, ranges: Ranges): void {
    this.#newer.add(hit, this.#isRanged() ? ranges : null);
  }

  /** From 0. */
  at(rank: number): Hit | null {
    const [side, index] = this.#place(rank);
    return side.at(index);
  }

  /** How many hits lie before this place. */
  rankOf(hit: Hit): number {
    let low = 0;
    let high = this.size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const [side, index] = this.#place(middle);
      if (side.compare(index, hit) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** What to mark in a row: null if it is no hit, empty if its ranges are not kept. */
  rangesOf(hit: Hit): Ranges | null {
    const rank = this.rankOf(hit);
    if (rank === this.size) return null;
    const [side, index] = this.#place(rank);
    return side.compare(index, hit) === 0 ? side.rangesAt(index) : null;
  }

  /** Only the first hits keep their ranges. */
  #isRanged(): boolean {
    return this.#older.ranged + this.#newer.ranged < MAX_RANGED;
  }

  #place(rank: number): readonly [Side, number] {
    const older = this.#older.size;
    return rank < older ? [this.#older, older - 1 - rank] : [this.#newer, rank - older];
  }
}
