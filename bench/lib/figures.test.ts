import { describe, expect, it } from 'vitest';
import { countFaults, frameFigures, latencies, quantile, ratio, table } from './figures.ts';

describe('quantile', () => {
  it('takes a value that was measured, in whatever order they came', () => {
    const values = Array.from({ length: 100 }, (_, n) => 100 - n);
    expect([0, 0.5, 0.99, 1].map((q) => quantile(values, q))).toEqual([1, 51, 100, 100]);
    expect(quantile([7], 0.5)).toBe(7);
  });

  it('is no number without values', () => {
    expect(quantile([], 0.5)).toBeNaN();
    expect(ratio(quantile([], 0.5), 3)).toBe('–');
  });
});

it('frameFigures counts only frames of more than 50 ms as jerks', () => {
  expect(frameFigures([16, 50, 16, 51, 16])).toEqual({
    count: 5,
    p50: 16,
    p95: 51,
    max: 51,
    jerks: 1,
  });
});

describe('latencies', () => {
  it('counts a line as painted by the first frame that shows it or a newer one', () => {
    const sentAt = [0, 10, 20, 30];
    expect(
      latencies(sentAt, [
        [0, 16],
        [2, 33],
        [3, 50],
      ]),
    ).toEqual([16, 23, 13, 20]);
  });

  it('leaves out what was sent before the measurement, and what never came', () => {
    expect(latencies([undefined, 10, 20], [[1, 16]])).toEqual([6]);
  });
});

describe('countFaults', () => {
  it('is zero for an unbroken end, whatever the view dropped before it', () => {
    expect(countFaults([0, 1, 2], 2)).toBe(0);
    expect(countFaults([7, 8, 9], 9)).toBe(0);
  });

  it('counts what is missing in the middle and at the end', () => {
    expect(countFaults([0, 3, 4], 4)).toBe(2);
    expect(countFaults([0, 1], 4)).toBe(3);
    expect(countFaults([], 4)).toBe(5);
  });

  it('notices lines that come twice or in another order', () => {
    expect(countFaults([0, 1, 1, 2], 2)).toBeGreaterThan(0);
    expect(countFaults([0, 2, 1, 3], 3)).toBeGreaterThan(0);
  });
});

it('table makes each column as wide as its widest cell', () => {
  const text = table(
    ['what', 'ms'],
    [
      ['bare', '9'],
      ['another', '1234'],
    ],
  );
  expect(text.split('\n')).toEqual([
    'what       ms',
    '-------  ----',
    'bare        9',
    'another  1234',
  ]);
});
