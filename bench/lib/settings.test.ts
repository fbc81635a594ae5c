import { expect, it } from 'vitest';
import { readBenchSettings } from './settings.ts';

it('takes what is set, and for the rest what the figures are meant for', () => {
  expect(readBenchSettings({ SLATE_BENCH_EVENTS: '500', SLATE_BENCH_RATES: '10, 20' })).toEqual({
    events: 500,
    rounds: 3,
    seconds: 20,
    rates: [10, 20],
    people: 1_000,
    history: 220_000,
    uploadMb: 200,
    candidates: ['bare-core', 'bare-pull', 'xterm', 'virtuoso', 'slate', 'slate-search'],
    printed: [10_000, 300_000, 1_000_000],
    profile: false,
  });
});

it.each([
  ['SLATE_BENCH_EVENTS', '0'],
  ['SLATE_BENCH_SECONDS', 'long'],
  ['SLATE_BENCH_RATES', '1000,'],
  ['SLATE_BENCH_PEOPLE', '1.5'],
  ['SLATE_BENCH_HISTORY', 'none'],
  ['SLATE_BENCH_CANDIDATES', 'slate, other'],
])('names %s when it is “%s”', (name, value) => {
  expect(() => readBenchSettings({ [name]: value })).toThrow(name);
});
