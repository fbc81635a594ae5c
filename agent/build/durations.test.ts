import { expect, test } from 'vitest';
import { temporaryDirectory } from '../testing/workbench.ts';
import { median, openDurations } from './durations.ts';

test('durations are medians, kept over restarts', () => {
  expect(median([])).toBeUndefined();
  expect(median([5])).toBe(5);
  expect(median([100, 1, 2, 3])).toBe(2.5);
  const dir = temporaryDirectory();
  const first = openDurations(dir);
  for (const durationMs of [10.4, 1_000, 12]) first.add('p', [{ name: 'a', durationMs }]);
  expect(openDurations(dir).expected('p', 'a')).toBe(12);
  expect(openDurations(dir).expected('p', 'b')).toBeUndefined();
});
