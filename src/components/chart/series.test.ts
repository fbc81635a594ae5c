import { describe, expect, it } from 'vitest';
import { axisSteps, axisTop, lonePoints } from './series.ts';

describe('a value axis', () => {
  it('ends above the peak at a whole step, in either unit', () => {
    const peaks = {
      percent: [0, 0.3, 7, 99, 101, 5_000],
      count: [0, 0.4, 3, 99, 12_345, 9e6],
      bytes: [0, 900, 48 * 2 ** 20, 9 * 2 ** 40],
    };
    for (const unit of ['percent', 'count', 'bytes'] as const) {
      for (const peak of peaks[unit]) {
        const top = axisTop(unit, peak);
        expect(top).toBeGreaterThan(peak);
        expect(axisSteps(unit).some((step) => top % step === 0)).toBe(true);
      }
    }
    expect(axisTop('percent', 12)).toBe(15);
  });
});

describe('lonePoints', () => {
  it('are those that no line reaches', () => {
    const values = [1, null, 2, 3, null, 4];
    expect(lonePoints({ times: values.map((_, n) => n), values })).toEqual([0, 5]);
  });
});
