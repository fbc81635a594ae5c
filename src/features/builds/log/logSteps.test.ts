import { expect, test } from 'vitest';
import { buildLogLine } from './log.ts';
import { logFailure, logSteps } from './logSteps.ts';
import { completed, running } from '../testing/builds.ts';

const failed = (steps: Parameters<typeof running>[2], step: string | null = null) => ({
  ...running('b1', 1_000, steps),
  status: 'failed' as const,
  failure: { step, exitCode: 1, message: null, lastLines: [] },
});

test('a log opens at the first step that failed, also one within another', () => {
  const steps = [
    { name: 'install', status: 'passed' as const, startedAt: 1_000 },
    {
      name: 'test',
      status: 'failed' as const,
      steps: [
        { name: 'unit', status: 'passed' as const, startedAt: 2_000 },
        { name: 'browser', status: 'failed' as const, startedAt: 3_000 },
      ],
    },
    { name: 'report', status: 'failed' as const, startedAt: 4_000 },
  ];
  const at = { step: 'test / browser', startedAt: 3_000 };
  expect(logFailure(failed(steps, 'report'))).toEqual(at);
});

test('uses the step that the end names where no step has a result', () => {
  expect(logFailure(failed([], 'test'))).toEqual({ step: 'test', startedAt: undefined });
  expect(logFailure(failed([]))).toEqual({ step: null, startedAt: undefined });
});

test('other builds’ logs open at their end', () => {
  expect(logFailure(null)).toBeNull();
  expect(logFailure(running('b1', 0, []))).toBeNull();
  expect(logFailure(completed('b1', 0, 1, []))).toBeNull();
});

test('a build that is run again prints into steps of its own', () => {
  const line = (attempt?: number) =>
    buildLogLine({
      event: {
        type: 'log',
        projectId: 'p1',
        timestamp: 1,
        data: { message: 'a', step: 'test', ...(attempt === undefined ? {} : { attempt }) },
      },
      meta: { name: 'build.log', subject: 'slate.build.log.p1', replayed: true, seq: 7 },
    }).step;
  const again = { ...running('b1', 0, [{ name: 'test', status: 'running' as const }]), attempt: 2 };
  expect(line()).toBe('test');
  expect(line(1)).toBe('test');
  expect(Object.keys(logSteps(again.steps, 2))).toEqual([line(2)]);
  expect(line(2)).not.toBe(line(1));
  expect(logFailure({ ...failed(again.steps, 'test'), attempt: 2 })?.step).toBe(line(2));
});
