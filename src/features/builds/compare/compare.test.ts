import { messageRange } from '../../../lib/log/lineRange.ts';
import { describe, expect, test } from 'vitest';
import { compareSteps, lastGreenBefore } from './compare.ts';
import { type ComparedLine, firstDifference, normaliseLine } from './logDiff.ts';
import { buildsState, completed, running } from '../testing/builds.ts';

const passed = (name: string, durationMs: number) => ({
  name,
  status: 'passed' as const,
  durationMs,
});

describe('the last green build', () => {
  test('is the last one before it that ran all its steps', () => {
    const failed = { ...running('b5', 500, []), status: 'failed' as const, endedAt: 510 };
    const later = completed('b6', 600, 10, []);
    const resumed = { ...completed('b4', 400, 10, []), fromStep: 'Test' };
    const green = completed('b3', 300, 10, []);
    const state = buildsState(later, failed, resumed, green, completed('b2', 200, 10, []));
    expect(lastGreenBefore(state, failed)?.key).toBe('b3');
    expect(lastGreenBefore(buildsState(later, failed), failed)).toBeNull();
  });

  test('is compared step by step', () => {
    const green = completed('g', 1, 9_000, [
      passed('Lint', 1_000),
      { name: 'Test', steps: [passed('Unit', 2_000), passed('Browser', 4_000)] },
      passed('Old', 700),
      passed('Fail', 700),
    ]);
    const build = running('b', 2, [
      passed('Lint', 3_000),
      {
        name: 'Test',
        steps: [passed('Unit', 2_100), passed('Browser', 2_000), passed('Load', 300)],
      },
      { name: 'Fail', status: 'failed', durationMs: 50 },
      { name: 'Pack', status: 'pending' },
    ]);
    expect(compareSteps(build, green)).toEqual([
      { kind: 'slower', path: 'Lint', ms: 3_000, greenMs: 1_000 },
      { kind: 'usual', path: 'Test / Unit', ms: 2_100, greenMs: 2_000 },
      { kind: 'faster', path: 'Test / Browser', ms: 2_000, greenMs: 4_000 },
      { kind: 'new', path: 'Test / Load', ms: 300 },
      { kind: 'not-comparable', path: 'Fail', why: 'failed' },
      { kind: 'new', path: 'Pack', ms: null },
      { kind: 'gone', path: 'Old', greenMs: 700 },
    ]);
  });
});

describe('a line is compared without', () => {
  test.each([
    ['2026-01-02T03:04:05.678Z start', '2027-10-20 13:14:15,1 start'],
    ['[03:04:05] start', '[23:59:59] start'],
    ['done in 12.3 s', 'done in 900ms'],
    ['took 1 m 05 s', 'took 12 s'],
    ['tests 45 duration_ms 123.4', 'tests 45 duration_ms 99'],
    ['commit 3f2a9b1c0d', 'commit 77aa0b1cde'],
    ['dist/app.3f2a9b1c.js', 'dist/app.77aa0b1c.js'],
    ['id 0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b', 'id 1190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5c'],
    ['agent pid 1234', 'agent pid 99'],
    ['worker[1234] up', 'worker[777] up'],
    ['\u001b[32mok\u001b[0m  fine', 'ok fine'],
    ['http://127.0.0.1:39131 answered', 'http://127.0.0.1:40000 answered'],
    ['wrote /tmp/abc-1/x', 'wrote /tmp/def-2/y'],
    ['at 0x7ffe12 fault', 'at 0x1f fault'],
  ])('what differs in any two runs: %s', (a, b) => {
    expect(normaliseLine(a)).toBe(normaliseLine(b));
  });

  test.each([
    ['expected 4, got 5', 'expected 4, got 4'],
    ['404 Not Found', '200 OK'],
    ['tests 45', 'tests 44'],
    ['deadbeef', 'feedface'],
    ['version 1.2.3', 'version 1.2.4'],
  ])('but with what does not: %s', (a, b) => {
    expect(normaliseLine(a)).not.toBe(normaliseLine(b));
  });

  test('a hostile line takes no time to speak of', () => {
    expect(normaliseLine(`${'1 m '.repeat(500_000)}x`).length).toBeLessThan(2_100);
    expect(normaliseLine(`\u001b]${'a'.repeat(1_000_000)}`)).toBe('');
  });
});

describe('the first difference of two logs', () => {
  const log = (...lines: readonly (string | [step: string, message: string])[]): ComparedLine[] =>
    lines.map((line, i) =>
      typeof line === 'string'
        ? { place: messageRange(i), step: 'Test', message: line }
        : { place: messageRange(i), step: line[0], message: line[1] },
    );

  test('is the first line that the green one does not have, with what stood there', () => {
    const difference = firstDifference(
      log('start 10:00:01', 'ok 1 (12 ms)', 'not ok 2', 'done'),
      log('start 09:00:01', 'ok 1 (3 ms)', 'ok 2', 'done'),
    );
    expect(difference).toMatchObject({
      kind: 'added',
      lineNumber: 3,
      line: { message: 'not ok 2' },
      instead: { message: 'ok 2' },
    });
  });

  test('is none where only the order differs', () => {
    expect(firstDifference(log('a', 'b', 'c'), log('c', 'a', 'b'))).toEqual({ kind: 'same' });
  });

  test('counts lines: one more of the same is a difference', () => {
    expect(firstDifference(log('a', 'a'), log('a'))).toMatchObject({
      kind: 'added',
      lineNumber: 2,
      instead: null,
    });
  });

  test('is a line that is missing, where a step ran', () => {
    expect(firstDifference(log('a'), log('a', 'b'))).toMatchObject({
      kind: 'missing',
      line: { message: 'b' },
    });
    expect(firstDifference(log('a'), log('a', ['Pack', 'packed']))).toEqual({ kind: 'same' });
  });

  test('does not take the line of one step for that of another', () => {
    expect(firstDifference(log(['A', 'x']), log(['B', 'x']))).toMatchObject({ kind: 'added' });
  });
});
