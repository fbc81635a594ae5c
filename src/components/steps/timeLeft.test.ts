import { expect, test } from 'vitest';
import { timeLeft } from '../../lib/pace.ts';
import { describeTimeLeft, roughly } from './timeLeft.ts';

const S = 1_000;

test.each([
  [0, 'a few seconds'],
  [21 * S, 'about 25s'],
  [61 * S, 'about 2m'],
  [3_700 * S, 'about 1h 5m'],
])('%i ms is %s', (ms, words) => expect(roughly(ms)).toBe(words));

test.each([
  [0, 12, 'about 15s left'],
  [10, 12, 'a few seconds left'],
  [14, 12, 'a few seconds left'],
  [16, 12, 'usually 12s'],
  [2, 0.5, 'a few seconds left'],
  [3, 0.5, 'usually 0.5s'],
])('after %i s of %i s: %s', (spent, expected, words) => {
  expect(describeTimeLeft(timeLeft(spent * S, expected * S))).toBe(words);
});
