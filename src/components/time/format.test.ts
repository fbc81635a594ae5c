import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  formatBytes,
  formatDuration,
  formatOffset,
  formatPercent,
  formatRelative,
  formatTimeOfDay,
  initials,
  isoDuration,
  plural,
} from './format.ts';

const S = 1000;
const M = 60 * S;
const H = 60 * M;

test.each([
  [0, '0s'],
  [-5, '0s'],
  [Number.NaN, '0s'],
  [Number.POSITIVE_INFINITY, '0s'],
  [40, '40ms'],
  [400, '0.4s'],
  [1_249, '1.2s'],
  [59_999, '59.9s'],
  [M, '1m 0s'],
  [2 * M + 5 * S, '2m 5s'],
  [H - 1, '59m 59s'],
  [H + 2 * M, '1h 2m'],
  [51 * H, '2d 3h'],
])('%d ms reads %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test('a ticking clock shows whole seconds', () => {
  expect(formatDuration(1_999, 'seconds')).toBe('1s');
  expect(formatDuration(50, 'seconds')).toBe('0s');
});

test('a duration never shows 60 of a unit', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 100 * H }), (ms) => {
      expect(formatDuration(ms)).not.toMatch(/\b60(\.0)?[sm]\b/);
    }),
  );
});

test.each([
  [0, 'just now'],
  [-8 * S, '8 sec. ago'],
  [-90 * S, '1 min. ago'],
  [-3 * H, '3 hr. ago'],
  [-25 * H, 'yesterday'],
  [30 * S, 'in 30 sec.'],
])('%d ms from now reads %s', (delta, text) => {
  expect(formatRelative(1e12 + delta, 1e12)).toBe(text);
});

test('offsets keep milliseconds and show hours only when there are some', () => {
  expect(formatOffset(7_042)).toBe('+0:07.042');
  expect(formatOffset(H + 2 * M + 7_042)).toBe('+1:02:07.042');
  expect(formatOffset(-500)).toBe('-0:00.500');
});

test('sizes, plurals and ISO durations', () => {
  expect([812, 2048, 1_048_576, 3 * 1024 ** 3].map(formatBytes)).toEqual([
    '812 B',
    '2.0 kB',
    '1.0 MB',
    '3.0 GB',
  ]);
  expect(plural(1, 'line')).toBe('1 line');
  expect(plural(1204, 'line')).toBe('1,204 lines');
  expect(isoDuration(1_234)).toBe('PT1.23S');
});

test('initials come from the first and last word', () => {
  expect(initials('Ada Lovelace')).toBe('AL');
  expect(initials(' grace ')).toBe('G');
  expect(initials('Jean-Luc de la Tour')).toBe('JT');
  expect(initials('😀 smile')).toBe('😀S');
  expect(initials('Unnamed (ada…)')).toBe('UA');
  expect(initials('')).toBe('?');
});

test.each([
  [0, '0%'],
  [0.04, '0%'],
  [0.42, '0.4%'],
  [9.94, '9.9%'],
  [12.6, '13%'],
  [1_204, '1,204%'],
])('%d percent reads %s', (percent, text) => {
  expect(formatPercent(percent)).toBe(text);
});

test('a time of day is local, with 24 hours', () => {
  const time = new Date(2026, 0, 2, 15, 4, 5).getTime();
  expect(formatTimeOfDay(time)).toBe('15:04:05');
  expect(formatTimeOfDay(time, false)).toBe('15:04');
});
