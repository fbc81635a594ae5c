import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { retryDelayMs } from './backoff.ts';

const random = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });

describe('retryDelayMs', () => {
  it('first tries within 250 ms', () => {
    fc.assert(
      fc.property(fc.nat(), random, (downMs, r) => {
        const delay = retryDelayMs(0, downMs, r);
        expect(delay).toBeGreaterThanOrEqual(0);
        expect(delay).toBeLessThanOrEqual(250);
      }),
    );
  });

  it('then about once a second for the first minute', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000 }), fc.nat(59_999), random, (n, downMs, r) => {
        const delay = retryDelayMs(n, downMs, r);
        expect(delay).toBeGreaterThanOrEqual(800);
        expect(delay).toBeLessThanOrEqual(1_200);
      }),
    );
  });

  it('then up to 30 s, and never at once', () => {
    fc.assert(
      fc.property(fc.integer({ min: 60_000, max: 1e9 }), random, (downMs, r) => {
        const delay = retryDelayMs(100, downMs, r);
        expect(delay).toBeGreaterThanOrEqual(250);
        expect(delay).toBeLessThanOrEqual(30_000);
      }),
    );
    expect(retryDelayMs(100, 3_600_000, 1)).toBe(30_000);
    expect(retryDelayMs(100, 60_000, 1)).toBe(4_000);
    expect(retryDelayMs(100, 120_000, 1)).toBe(8_000);
  });
});
