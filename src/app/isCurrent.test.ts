import { expect, test } from 'vitest';
import { isCurrent } from './isCurrent.ts';

test.each([
  ['idle', true],
  ['live', true],
  ['live-only', true],
  ['recorded', true],
  ['waiting', false],
  ['loading', false],
  ['failed', false],
] as const)('of a view that is %s, what is missing is not there: %j', (phase, expected) => {
  expect(isCurrent({ phase, isReady: true })).toBe(expected);
  expect(isCurrent({ phase, isReady: false })).toBe(false);
});
