import { expect, test } from 'vitest';
import { type LeafStep, nestSteps, stepPath } from './steps.ts';

const leaf = (
  name: string,
  status: LeafStep['status'],
  rest: Partial<LeafStep> = {},
): LeafStep => ({
  name,
  status,
  ...rest,
});

test('steps of one group are told within it, the others as they are', () => {
  const told = nestSteps([
    leaf('Lint', 'passed'),
    leaf('Unit', 'passed', { group: 'Test', startedAt: 10, durationMs: 5, expectedMs: 4 }),
    leaf('Browser', 'failed', { group: 'Test', startedAt: 15, durationMs: 7, expectedMs: 9 }),
    leaf('Pack', 'skipped'),
  ]);
  expect(told.map(({ name }) => name)).toEqual(['Lint', 'Test', 'Pack']);
  expect(told[1]).toEqual({
    name: 'Test',
    status: 'failed',
    startedAt: 10,
    durationMs: 12,
    expectedMs: 13,
    steps: [
      { name: 'Unit', status: 'passed', startedAt: 10, durationMs: 5, expectedMs: 4 },
      { name: 'Browser', status: 'failed', startedAt: 15, durationMs: 7, expectedMs: 9 },
    ],
  });
});

test.each<[LeafStep['status'][], LeafStep['status']]>([
  [['pending', 'pending'], 'pending'],
  [['running', 'pending'], 'running'],
  [['passed', 'pending'], 'running'],
  [['skipped', 'pending'], 'pending'],
  [['skipped', 'passed'], 'passed'],
  [['passed', 'cancelled', 'skipped'], 'cancelled'],
  [['failed', 'skipped'], 'failed'],
  [['skipped', 'skipped'], 'skipped'],
])('a group of %j is %s', (statuses, expected) => {
  const [group] = nestSteps(statuses.map((status, i) => leaf(`s${i}`, status, { group: 'G' })));
  expect(group?.status).toBe(expected);
});

test('a group that goes on has no end yet', () => {
  const [group] = nestSteps([
    leaf('a', 'passed', { group: 'G', startedAt: 5, durationMs: 5 }),
    leaf('b', 'running', { group: 'G', startedAt: 10 }),
  ]);
  expect(group).not.toHaveProperty('durationMs');
  expect(group?.startedAt).toBe(5);
});

test('paths name the group', () => {
  expect(stepPath({ group: 'Test', name: 'Unit' })).toBe('Test / Unit');
  expect(stepPath({ group: null, name: 'Unit' })).toBe('Unit');
});
