import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describeEstimate, estimateOf } from './estimate.ts';
import { historyOf } from './history.ts';
import { describeWait, ordinal, queueOf } from './queue.ts';
import { buildsState, completed, running } from '../testing/builds.ts';

const S = 1_000;
const NOW = 1_000_000;
const step = (name: string, status: 'passed' | 'running' | 'pending', rest: object = {}) => ({
  name,
  status,
  ...rest,
});
const history = (earlier: readonly (readonly [number, number])[]) =>
  earlier.map(([lint, test], i) =>
    completed(`old${i}`, 1_000 + i, lint + test, [
      step('Lint', 'passed', { durationMs: lint }),
      step('Test', 'passed', { durationMs: test }),
    ]),
  );
const estimate = (build: ReturnType<typeof running>, earlier: ReturnType<typeof history> = []) =>
  estimateOf(build, historyOf([build, ...earlier], build), NOW);

describe('when a build should end', () => {
  test('is unknown for the first one', () => {
    const build = running('b', NOW - 5 * S, [step('Lint', 'running', { startedAt: NOW - 5 * S })]);
    expect(estimate(build)).toEqual({ kind: 'unknown' });
  });

  test('follows from the steps that are left', () => {
    const build = running('b', NOW - 5 * S, [
      step('Lint', 'running', { startedAt: NOW - 5 * S }),
      step('Test', 'pending'),
    ]);
    const past = history([
      [8 * S, 60 * S],
      [9 * S, 50 * S],
      [200 * S, 55 * S],
    ]);
    expect(estimate(build, past)).toEqual({ kind: 'left', ms: 4 * S + 55 * S });
  });

  test('follows what the publisher expects rather than the past', () => {
    const build = running('b', NOW, [step('Lint', 'pending', { expectedMs: 3 * S })]);
    expect(estimate(build, history([[8 * S, 1]]))).toEqual({ kind: 'left', ms: 3 * S });
  });

  test('follows from whole builds where a step is new, or there are none', () => {
    const past = history([[10 * S, 20 * S]]);
    const fresh = running('b', NOW - 12 * S, [step('New', 'running', { startedAt: NOW })]);
    expect(estimate(fresh, past)).toEqual({ kind: 'left', ms: 18 * S });
    expect(estimate(running('b', NOW - 12 * S, []), past)).toEqual({ kind: 'left', ms: 18 * S });
  });

  test('is not shown when it takes longer than usual', () => {
    const build = running('b', NOW - 60 * S, [
      step('Lint', 'running', { startedAt: NOW - 60 * S }),
      step('Test', 'pending'),
    ]);
    const late = estimate(build, history([[10 * S, 20 * S]]));
    expect(late).toEqual({ kind: 'late', usualMs: 10 * S, step: 'Lint' });
    expect(describeEstimate(late)).toBe('Lint is taking longer than usual (usually 10s)');
    const whole = estimate(running('b', NOW - 60 * S, []), history([[10 * S, 20 * S]]));
    expect(describeEstimate(whole)).toBe('taking longer than usual (usually 30s)');
  });

  test('is never negative, and not shown for what has ended', () => {
    const ms = fc.integer({ min: 0, max: 10_000_000 });
    fc.assert(
      fc.property(ms, ms, ms, (expectedMs, spent, later) => {
        const build = running('b', NOW - spent, [
          step('a', 'running', { startedAt: NOW - spent, expectedMs }),
          step('b', 'pending', { expectedMs: later }),
        ]);
        const result = estimate(build);
        if (result.kind === 'left') expect(result.ms).toBeGreaterThanOrEqual(later);
        else expect(spent).toBeGreaterThan(expectedMs);
      }),
    );
    const [ended] = history([[1, 1]]);
    expect(ended && estimate(ended)).toEqual({ kind: 'unknown' });
  });
});

describe('the past', () => {
  test('is the median of what passed before, and needs three runs to call another slow', () => {
    const two = history([
      [10, 100],
      [30, 300],
    ]);
    const build = running('b', NOW, []);
    const little = historyOf([build, ...two], build);
    expect([little.expectedStepMs('Test'), little.usualStepMs('Test')]).toEqual([200, undefined]);
    const three = [...two, ...history([[50, 900]])];
    const enough = historyOf([build, ...three], build);
    expect([enough.usualStepMs('Test'), enough.usualMs]).toEqual([300, 330]);
  });

  test('knows nothing of what came later', () => {
    const [first] = history([[10, 100]]);
    const later = completed('later', NOW, 5, [step('Lint', 'passed', { durationMs: 5 })]);
    expect(first && historyOf([later, first], first).expectedStepMs('Lint')).toBeUndefined();
  });
});

describe('the queue', () => {
  test('is in the order of requests, with places and expected starts', () => {
    const past = completed('old', 1_000, 30 * S, []);
    const now = { ...running('b1', NOW - 10 * S, []), queuedAt: NOW - 11 * S };
    const waits = (key: string, queuedAt: number, attempt = 1) => ({
      ...running(key, queuedAt, []),
      status: 'queued' as const,
      queuedAt,
      attempt,
    });
    const state = buildsState(
      waits('c', NOW),
      waits('b', NOW - 2),
      waits('again', NOW + 5, 2),
      now,
      past,
    );
    const queue = queueOf(state, 'p1', NOW);
    expect(queue.map(({ build, position }) => [build.key, position])).toEqual([
      ['again', 1],
      ['b', 2],
      ['c', 3],
    ]);
    expect(queue.map(({ waitMs }) => waitMs)).toEqual([20 * S, 50 * S, 80 * S]);
    expect(queue.map(describeWait)).toEqual([
      'next in the queue, starts in about 20s',
      '2nd in the queue, starts in about 50s',
      '3rd in the queue, starts in about 2m',
    ]);
  });

  test.each([
    [1, '1st'],
    [2, '2nd'],
    [3, '3rd'],
    [11, '11th'],
    [22, '22nd'],
    [113, '113th'],
  ])('%i is %s', (n, word) => expect(ordinal(n)).toBe(word));
});
