import fc from 'fast-check';
import { expect, test } from 'vitest';
import { axisTicks, layOutSteps } from './waterfall.ts';

const T = 1_700_000_000_000;

test('finished steps sit where they ran', () => {
  const { spans, total } = layOutSteps(
    [
      { name: 'install', status: 'passed', startedAt: T, durationMs: 2000 },
      { name: 'test', status: 'failed', startedAt: T + 2100, durationMs: 900 },
      { name: 'deploy', status: 'skipped' },
    ],
    T + 60_000,
  );
  expect(spans.map((s) => [s.start, s.spent])).toEqual([
    [0, 2000],
    [2100, 900],
    [3000, null],
  ]);
  expect(total).toBe(3000);
});

test('a running step grows with the clock and steps to come follow its expected end', () => {
  const { spans, total } = layOutSteps(
    [
      { name: 'test', status: 'running', startedAt: T, expectedMs: 10_000 },
      { name: 'pack', status: 'pending', expectedMs: 5000 },
    ],
    T + 4000,
  );
  expect(spans).toEqual([
    { start: 0, spent: 4000, expected: 10_000 },
    { start: 10_000, spent: null, expected: 5000 },
  ]);
  expect(total).toBe(15_000);
});

test('a clock behind the publisher does not give negative time', () => {
  const { spans } = layOutSteps([{ name: 'a', status: 'running', startedAt: T }], T - 500);
  expect(spans[0]?.spent).toBe(0);
});

test('no steps make an empty axis', () => {
  expect(layOutSteps([], T)).toEqual({ spans: [], total: 1 });
});

test('the axis has few, ordered ticks inside it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 48 * 3_600_000 }), (total) => {
      const ticks = axisTicks(total);
      expect(ticks.length).toBeLessThanOrEqual(4);
      expect(ticks.every((t) => t > 0 && t < total)).toBe(true);
    }),
  );
  expect(axisTicks(60_000)).toEqual([15_000, 30_000, 45_000]);
});
