import { expect, test } from 'vitest';
import { resumableStep } from './resumable.ts';
import { running } from '../testing/builds.ts';

const step = (name: string, status: 'passed' | 'failed' | 'cancelled', resumable?: boolean) => ({
  name,
  status,
  ...(resumable === undefined ? {} : { resumable }),
});
const ended = (
  steps: Parameters<typeof running>[2],
  status: 'failed' | 'cancelled' = 'failed',
) => ({
  ...running('b', 1, steps),
  status,
});

test('a build is resumable from where it ended, if that step says so', () => {
  expect(resumableStep(ended([step('a', 'passed'), step('b', 'failed', true)]))).toBe('b');
  expect(resumableStep(ended([step('a', 'passed', true), step('b', 'failed')]))).toBeNull();
  expect(resumableStep(ended([step('a', 'cancelled', true)], 'cancelled'))).toBe('a');
});

test('a step within another is named with it', () => {
  const steps = [{ name: 'Test', steps: [step('Unit', 'passed'), step('Web', 'failed', true)] }];
  expect(resumableStep(ended(steps))).toBe('Test / Web');
});

test('what runs, has passed or has no name of its own is not', () => {
  const steps = [step('b', 'failed', true)];
  expect(resumableStep(running('b', 1, steps))).toBeNull();
  expect(resumableStep({ ...ended(steps), anonymous: true })).toBeNull();
  expect(resumableStep(ended([]))).toBeNull();
});
