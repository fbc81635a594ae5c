import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Histogram } from './histogram.ts';

it('knows nothing at first', () => {
  expect(new Histogram().snapshot()).toMatchObject({ count: 0, sum: 0, p50: null, p99: null });
});

it('never reports a percentile below the true one, nor above half more (or the largest value)', () => {
  const values = fc.array(fc.double({ min: 0, max: 60_000, noNaN: true }), { minLength: 1 });
  fc.assert(
    fc.property(values, (added) => {
      const histogram = new Histogram();
      for (const value of added) histogram.add(value);
      const { p50, p95, p99, count, max } = histogram.snapshot();
      const sorted = added.toSorted((a, b) => a - b);
      expect([count, max]).toEqual([added.length, sorted.at(-1)]);
      for (const [share, told] of [
        [0.5, p50],
        [0.95, p95],
        [0.99, p99],
      ] as const) {
        const exact = sorted[Math.ceil(sorted.length * share) - 1] ?? 0;
        expect(told).toBeGreaterThanOrEqual(exact);
        expect(told).toBeLessThanOrEqual(Math.max(0.25, exact * 1.51));
      }
    }),
  );
});

it('takes what is negative for 0, keeps what is beyond all bounds, and leaves out what is no number', () => {
  const histogram = new Histogram();
  for (const value of [-5, Number.NaN, 1e9]) histogram.add(value);
  const { count, counts, bounds, p50, p99, sum } = histogram.snapshot();
  expect([count, sum, counts[0], counts[bounds.length]]).toEqual([2, 1e9, 1, 1]);
  expect([p50, p99]).toEqual([bounds[0], 1e9]);
});

it('gives snapshots that do not change afterwards', () => {
  const histogram = new Histogram();
  const before = histogram.snapshot();
  histogram.add(1);
  expect(before.counts.every((count) => count === 0)).toBe(true);
});
