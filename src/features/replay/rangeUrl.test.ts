import { expect, test } from 'vitest';
import { readReplay, writeReplay } from './rangeUrl.ts';

const from = 1_763_790_131_234;
const to = from + 60_000;

test('a range and a place in it are written and read alike', () => {
  expect(writeReplay({ from: from + 0.5, to: to - 0.5 })).toBe(`${from}-${to}`);
  const asked = { kind: 'asked', range: { from, to } };
  expect(readReplay(`${from}-${to}`, '')).toEqual({ ...asked, at: undefined });
  expect(readReplay(`${from}-${to}`, `${from}.2504`)).toEqual({ ...asked, at: from + 0.2504 });
});

test.each([
  ['', ''],
  ['1-2', ''],
  [`${to}-${from}`, ''],
  [`${from}-${from}`, ''],
  [`${from}`, ''],
  [`${from}-${to}x`, ''],
  [`${from}-${from + 32 * 86_400_000}`, ''],
  [`${from}-${to}`, 'yesterday'],
  [`${from}-${to}`, '-5'],
])('an address with replay=%s and at=%s is refused in words', (replay, at) => {
  expect(readReplay(replay, at)).toMatchObject({ kind: 'invalid', why: expect.any(String) });
});
