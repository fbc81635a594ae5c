import type { Ranges } from './pattern.ts';

const MAX_RANGED = 50_000;
/** One object: a row that gets it renders only when something else changes. */
export const NO_RANGES: Ranges = [];

/** In columns: there may be very many. */
class Side {
  readonly #orders: number[] = [];
  readonly #ranges: Ranges[] = [];

  get size(): number {
    return this.#orders.length;
  }

  get ranged(): number {
    return this.#ranges.length;
  }

  add(order: number, ranges: Ranges | null): void {
    this.#orders.push(order);
    if (ranges !== null) this.#ranges.push(ranges);
  }

  at(index: number): number | null {
    return this.#orders[index] ?? null;
  }

  rangesAt(index: number): Ranges {
    return this.#ranges[index] ?? NO_RANGES;
  }
}

/** Where matching lines stand, in order; found outwards from the reader in both directions. */
export class HitList {
  /** Latest first. */
  readonly #older = new Side();
  readonly #newer = new Side();

  get size(): number {
    return this.#older.size + this.#newer.size;
  }

  addOlder(order: number, ranges: Ranges): void {
    this.#older.add(order, this.#isRanged() ? ranges : null);
  }

  addNewer(order: number, ranges: Ranges): void {
    this.#newer.add(order, this.#isRanged() ? ranges : null);
  }

  /** From 0. */
  at(rank: number): number | null {
    const [side, index] = this.#place(rank);
    return side.at(index);
  }

  /** How many hits lie before this place. */
  rankOf(order: number): number {
    let low = 0;
    let high = this.size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const [side, index] = this.#place(middle);
      if ((side.at(index) ?? 0) < order) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** What to mark in a row: null if it is no hit, empty if its ranges are not kept. */
  rangesOf(order: number): Ranges | null {
    const rank = this.rankOf(order);
    if (rank === this.size) return null;
    const [side, index] = this.#place(rank);
    return side.at(index) === order ? side.rangesAt(index) : null;
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
