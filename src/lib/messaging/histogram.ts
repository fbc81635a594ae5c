/** 0.25 ms to 65 s, in steps of a half: a percentile is off by at most that. */
const BOUNDS: readonly number[] = Array.from({ length: 32 }, (_, index) =>
  Number((0.25 * 1.5 ** index).toPrecision(3)),
);

export interface HistogramSnapshot {
  readonly count: number;
  readonly sum: number;
  readonly max: number;
  /** Upper bounds of the buckets; one more bucket follows. */
  readonly bounds: readonly number[];
  /** Values per bucket, not summed up. */
  readonly counts: readonly number[];
  /** Upper estimates; null without values. */
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

/** Counts values in fixed buckets: its size never grows. */
export class Histogram {
  readonly #counts: number[] = Array.from({ length: BOUNDS.length + 1 }, () => 0);
  #count = 0;
  #sum = 0;
  #max = 0;

  /** Negative values (clocks differ) count as 0; NaN is ignored. */
  add(value: number): void {
    if (Number.isNaN(value)) return;
    const clamped = Math.max(0, value);
    const bucket = bucketOf(clamped);
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#count += 1;
    this.#sum += clamped;
    this.#max = Math.max(this.#max, clamped);
  }

  snapshot(): HistogramSnapshot {
    return {
      count: this.#count,
      sum: this.#sum,
      max: this.#max,
      bounds: BOUNDS,
      counts: [...this.#counts],
      p50: this.#percentile(0.5),
      p95: this.#percentile(0.95),
      p99: this.#percentile(0.99),
    };
  }

  #percentile(share: number): number | null {
    if (this.#count === 0) return null;
    const rank = Math.ceil(this.#count * share);
    let seen = 0;
    for (const [index, count] of this.#counts.entries()) {
      seen += count;
      if (seen >= rank) return Math.min(BOUNDS[index] ?? this.#max, this.#max);
    }
    return this.#max;
  }
}

function bucketOf(value: number): number {
  let low = 0;
  let high = BOUNDS.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((BOUNDS[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
