import fc from 'fast-check';
import { expect, test } from 'vitest';
import { paceOf } from '../../lib/pace.ts';
import { describePace } from './pace.ts';

test.each([
  [14_000, 10_000, '40% slower'],
  [32_000, 10_000, '3.2 times as long'],
  [250_000, 10_000, '25 times as long'],
  [7_500, 10_000, '25% faster'],
  [11_000, 10_000, 'as usual'],
  [300, 30, 'as usual'],
  [0, 400, 'as usual'],
])('%i ms where %i are usual is %s', (ms, usualMs, words) => {
  expect(describePace(ms, usualMs)).toBe(words);
});

test('more time is never called faster, less never slower, and nothing is Infinity', () => {
  const ms = fc.double({ min: 0, max: 1e9, noNaN: true });
  fc.assert(
    fc.property(ms, ms, (took, usual) => {
      expect(paceOf(took, usual)).not.toBe(took > usual ? 'faster' : 'slower');
      expect(describePace(took, usual)).not.toMatch(/Infinity|NaN/);
    }),
  );
});
