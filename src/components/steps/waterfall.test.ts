import fc from 'fast-check';
import { expect, test } from 'vitest';
import { leafSteps } from '../../lib/steps.ts';
import { axisTicks, layOutSteps, stepThatMatters } from './waterfall.ts';

const T = 1_700_000_000_000;

test('finished steps sit where they ran', () => {
  const { steps, total } = layOutSteps(
    [
      { name: 'install', status: 'passed', startedAt: T, durationMs: 2000 },
      { name: 'test', status: 'failed', startedAt: T + 2100, durationMs: 900 },
      { name: 'deploy', status: 'skipped' },
    ],
    T + 60_000,
  );
  expect(steps.map(({ span }) => [span.start, span.spent])).toEqual([
    [0, 2000],
    [2100, 900],
    [3000, null],
  ]);
  expect(total).toBe(3000);
});

test('a running step grows with the clock and steps to come follow its expected end', () => {
  const { steps, total } = layOutSteps(
    [
      { name: 'test', status: 'running', startedAt: T, expectedMs: 10_000 },
      { name: 'pack', status: 'pending', expectedMs: 5000 },
    ],
    T + 4000,
  );
  expect(steps.map(({ span }) => span)).toEqual([
    { start: 0, spent: 4000, expected: 10_000 },
    { start: 10_000, spent: null, expected: 5000 },
  ]);
  expect(total).toBe(15_000);
});

test('a clock behind the publisher does not give negative time', () => {
  const { steps } = layOutSteps([{ name: 'a', status: 'running', startedAt: T }], T - 500);
  expect(steps[0]?.span.spent).toBe(0);
});

test('a step spans those within it, and steps to come follow the last of them', () => {
  const { steps, total } = layOutSteps(
    [
      {
        name: 'Test',
        steps: [
          { name: 'Unit', status: 'passed', startedAt: T, durationMs: 2_000 },
          { name: 'Browser', status: 'running', startedAt: T + 2_000, expectedMs: 5_000 },
          { name: 'Load', status: 'pending', expectedMs: 1_000 },
        ],
      },
      { name: 'Pack', status: 'pending', expectedMs: 500 },
    ],
    T + 3_000,
  );
  const [outer, after] = steps;
  expect(outer?.status).toBe('running');
  expect(outer?.span).toEqual({ start: 0, spent: 3_000, expected: 8_000 });
  expect(outer?.steps.map(({ path }) => path)).toEqual([
    'Test / Unit',
    'Test / Browser',
    'Test / Load',
  ]);
  expect(after?.span.start).toBe(8_000);
  expect(total).toBe(8_500);
});

test('steps that run side by side lie side by side', () => {
  const { steps, total } = layOutSteps(
    [
      {
        name: 'Test',
        status: 'passed',
        steps: [
          { name: 'a', status: 'passed', startedAt: T, durationMs: 4_000 },
          { name: 'b', status: 'passed', startedAt: T + 500, durationMs: 2_000 },
        ],
      },
    ],
    T + 9_000,
  );
  expect(steps[0]?.span).toEqual({ start: 0, spent: 4_000, expected: 4_000 });
  expect(steps[0]?.steps[1]?.span.start).toBe(500);
  expect(total).toBe(4_000);
});

test('leaves are named by their way', () => {
  const steps = [{ name: 'a' }, { name: 'b', steps: [{ name: 'c' }] }, { name: 'd', steps: [] }];
  expect(leafSteps(steps).map(({ path }) => path)).toEqual(['a', 'b / c', 'd']);
});

test('no steps make an empty axis', () => {
  expect(layOutSteps([], T)).toEqual({ steps: [], total: 1 });
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

test('the step that matters has failed, or runs, and is one that is shown', () => {
  const { steps } = layOutSteps(
    [
      { name: 'install', status: 'passed' },
      {
        name: 'test',
        status: 'running',
        steps: [
          { name: 'unit', status: 'running' },
          { name: 'e2e', status: 'failed' },
        ],
      },
      { name: 'lint', status: 'running' },
    ],
    T,
  );
  const matters = (from: number, to: number, isOpen: boolean) =>
    stepThatMatters(steps.slice(from, to), () => isOpen)?.path ?? null;
  expect(matters(0, 3, true)).toBe('test / e2e');
  expect(matters(0, 3, false)).toBe('test');
  expect(matters(2, 3, true)).toBe('lint');
  expect(matters(0, 1, true)).toBeNull();
});
