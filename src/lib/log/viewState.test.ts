import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hullOf, messageRange } from './lineRange.ts';
import {
  defaultLogView,
  LOG_LEVELS,
  type LogViewState,
  readLogView,
  writeLogView,
} from './viewState.ts';

const anyView: fc.Arbitrary<LogViewState> = fc.record({
  lines: fc.option(
    fc
      .tuple(fc.integer({ min: 1, max: 4e9 }), fc.nat(1e6))
      .map(([from, n]) => hullOf(messageRange(from), messageRange(from + n))),
  ),
  query: fc.string({ minLength: 1, maxLength: 200, unit: 'grapheme' }),
  isRegex: fc.boolean(),
  mode: fc.constantFrom('highlight' as const, 'filter' as const),
  levels: fc.subarray([...LOG_LEVELS]),
  time: fc.constantFrom('off' as const, 'clock' as const, 'relative' as const),
});

test('what is written is read again, beside other parameters', () => {
  fc.assert(
    fc.property(anyView, (view) => {
      const search = writeLogView('?other=1', view);
      expect(new URLSearchParams(search).get('other')).toBe('1');
      expect(readLogView(search)).toEqual({ view, ignored: [] });
    }),
  );
});

test('the usual view leaves no trace', () => {
  expect(writeLogView('?q=x&line=3&time=clock', defaultLogView)).toBe('');
  expect(writeLogView('', { ...defaultLogView, lines: messageRange(12) })).toBe('?line=12');
});

test('a pattern may be chosen before it is typed', () => {
  const search = writeLogView('', { ...defaultLogView, isRegex: true });
  expect(readLogView(search).view).toEqual({ ...defaultLogView, isRegex: true });
});

test('a search for a number stays as it was typed', () => {
  expect(readLogView('?q=1e3').view.query).toBe('1e3');
});

test.each([
  ['line', ['', '0', '-1', 'x', '1-', '1-x', '1.5.5', '9'.repeat(40)]],
  ['regex', ['yes', '']],
  ['filter', ['2']],
  ['level', ['', 'fatal', 'error,fatal', 'error,error']],
  ['time', ['now', '']],
  ['q', ['x'.repeat(1_001)]],
])('%s: what means nothing is ignored and named', (key, values) => {
  for (const value of values) {
    const { view, ignored } = readLogView(`?${new URLSearchParams({ [key]: value })}`);
    const isSame = key === 'level' && value === 'error,error';
    expect(ignored).toEqual(isSame ? [] : [key]);
    if (!isSame) expect(view).toEqual(defaultLogView);
  }
});

test('a range is read in any order', () => {
  expect(readLogView('?line=20-3').view.lines).toEqual(hullOf(messageRange(3), messageRange(20)));
});
