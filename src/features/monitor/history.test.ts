import { describe, expect, test } from 'vitest';
import {
  intervalOf,
  KEPT_MS,
  lineOf,
  percentile,
  recentOf,
  type Sample,
  summaryOf,
  withSample,
} from './history.ts';

const none = {
  messagesIn: 0,
  messagesOut: 0,
  bytesIn: 0,
  bytesOut: 0,
  duplicates: 0,
  unknown: 0,
  invalid: 0,
  reconnects: 0,
};
const sample = (at: number, messagesIn = 0, more: Partial<Sample> = {}): Sample => ({
  ...{
    at,
    isLive: true,
    counts: { ...none, messagesIn },
    outbox: 0,
    rtt: [0, 0],
    delivery: [0, 0],
  },
  ...more,
});
const fill = (everyMs: number, forMs: number) => {
  let samples: readonly Sample[] = [];
  for (let at = 0; at <= forMs; at += everyMs)
    samples = withSample(samples, sample(at, at / 1_000));
  return samples;
};

describe('samples', () => {
  test('every second is kept for five minutes, every tenth for half an hour', () => {
    const samples = fill(1_000, 2 * KEPT_MS);
    expect(samples.length).toBeLessThan(460);
    expect(samples.length).toBeGreaterThan(440);
    expect(samples.at(-1)?.at).toBe(2 * KEPT_MS);
    expect(samples[0]?.at).toBeGreaterThan(KEPT_MS);
    const gaps = samples.slice(1).map(({ at }, index) => at - (samples[index]?.at ?? 0));
    expect(Math.max(...gaps)).toBe(10_000);
    expect(gaps.slice(-299).every((gap) => gap === 1_000)).toBe(true);
  });

  test('a clock that was set back starts over without a negative time', () => {
    const samples = withSample(fill(1_000, 5_000), sample(2_000));
    expect(samples.map(({ at }) => at)).toEqual([0, 1_000, 2_000]);
  });
});

test('rates are per second, whatever is between two samples', () => {
  const interval = intervalOf(sample(0, 10), sample(2_000, 50));
  expect(interval?.rates.messagesIn).toBe(20);
  expect(interval?.totals.messagesIn).toBe(40);
  expect(intervalOf(sample(0), sample(3_600_000, 9))).toBeNull();
  expect(recentOf(fill(1_000, 60_000), 10_000)?.totals.messagesIn).toBe(10);
  expect(recentOf([sample(0)], 10_000)).toBeNull();
});

test('a line breaks while there is no connection', () => {
  const samples = [
    sample(0),
    sample(1_000, 5),
    sample(2_000, 5, { isLive: false }),
    sample(3_000, 9),
  ];
  const line = lineOf(samples, 0, ({ rates }) => rates.messagesIn);
  expect(line).toEqual({ times: [1_000, 2_000, 3_000], values: [5, null, 4] });
  expect(summaryOf(line)).toEqual({ last: 4, average: 4.5, peak: 5 });
  expect(summaryOf({ times: [1], values: [null] })).toBeNull();
});

test('percentiles are of the time in between, not of all time', () => {
  const interval = intervalOf(
    sample(0, 0, { rtt: [100, 0, 0] }),
    sample(1_000, 0, { rtt: [100, 98, 2] }),
  );
  const bounds = [1, 10];
  expect([0.5, 0.98, 0.99].map((share) => percentile(bounds, interval?.rtt ?? [], share))).toEqual([
    10, 10, 10,
  ]);
  expect(percentile([1, 10, 100], [0, 98, 2, 0], 0.99)).toBe(100);
  expect(percentile(bounds, [0, 0, 0], 0.5)).toBeNull();
});
