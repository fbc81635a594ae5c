import { expect, test } from 'vitest';
import { carryLogViews } from './paneViews.ts';

test('a log keeps how it is looked at when another is put beside it, and when that goes', () => {
  const beside = carryLogViews('?q=slow&level=error,warn', ['a'], ['a', 'b'], 'b');
  expect(beside).toBe('?with=b&a.q=slow&a.level=error,warn');
  const both = `${beside}&b.time=clock`;
  expect(carryLogViews(both, ['a', 'b'], ['b', 'c'], 'c')).toBe('?with=c&b.time=clock');
  expect(carryLogViews(both, ['a', 'b'], ['a'], undefined)).toBe('?q=slow&level=error,warn');
});

test('what means nothing is not carried', () => {
  expect(carryLogViews('?time=never', ['a'], ['a', 'b'], 'b')).toBe('?with=b');
});
