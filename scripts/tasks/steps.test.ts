import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { tempDir } from '../testing/tempDir.ts';
import { runStages, type TestCount } from './steps.ts';
import {
  countPlaywright,
  countVitest,
  readPlaywrightReport,
  readVitestReport,
} from './testReports.ts';

let said = '';
beforeEach(() => {
  said = '';
  const listen = (text: string | Uint8Array) => (said += String(text)).length > 0;
  vi.spyOn(process.stderr, 'write').mockImplementation(listen);
});
afterEach(() => vi.restoreAllMocks());

/** A step that prints its name and ends with an exit code. */
function step(name: string, exitCode: number, tests?: Partial<TestCount>) {
  const file = join(tempDir(), 'step.mjs');
  writeFileSync(file, `console.log('this is ${name}'); process.exitCode = ${exitCode};`);
  const count = () => ({ passed: 0, failed: 0, failures: [], ...tests });
  return { name, args: [file], ...(tests && { count }) };
}

test('runs all stages and adds up their tests', async () => {
  const outcome = await runStages(
    [[step('unit', 0, { passed: 3 })], [step('format', 0), step('lint', 0)]],
    [[step('browser', 0, { passed: 2 })]],
  );
  expect(outcome).toEqual({ passed: 5, failed: 0, failedSteps: [] });
  expect(said).toMatch(/ok {3}lint \(\d+\.\d s\)/);
});

test('the output of the lanes beside the first is shown in one piece', async () => {
  await runStages([[], [step('format', 0), step('lint', 0)]]);
  expect(said).toContain('— format\nthis is format\n');
  expect(said).toContain('— lint\nthis is lint\n');
});

test('goes on after a step that fails, and names all', async () => {
  const { failedSteps } = await runStages([[step('a', 0), step('b', 7)]], [[step('c', 8)]]);
  expect(failedSteps).toEqual(['b', 'c']);
  expect(said).toContain('exit code 7');
  expect(said).toContain('exit code 8');
});

test('failed tests are a failure whatever the exit code', async () => {
  const outcome = await runStages([[step('unit', 0, { passed: 3, failed: 1 })]]);
  expect(outcome).toEqual({ passed: 3, failed: 1, failedSteps: ['unit'] });
});

test('a step for tests that runs none is a failure', async () => {
  const { failedSteps } = await runStages([[step('unit', 0, {})]]);
  expect(failedSteps).toEqual(['unit']);
  expect(said).toContain('no test was run');
});

test('the last lines say which tests failed, and why', async () => {
  const failures = ['✗ a.test.ts > adds\n    expected 3'];
  await runStages([[step('unit', 1, { passed: 3, failed: 1, failures })]]);
  expect(said).toMatch(
    /FAIL unit \(.*\n {7}1 failed\n {7}✗ a\.test\.ts > adds\n {11}expected 3\n$/,
  );
});

test('counts what the runners report; no report is no test', () => {
  const report = {
    numPassedTests: 5,
    numFailedTests: 1,
    testResults: [
      {
        name: 'a.test.ts',
        status: 'failed',
        assertionResults: [
          { status: 'passed', fullName: 'm adds', failureMessages: [] },
          { status: 'failed', fullName: 'm divides', failureMessages: ['by\u001b[31m zero'] },
        ],
      },
      { name: 'b.test.ts', status: 'failed', message: 'no such module', assertionResults: [] },
    ],
  };
  expect(countVitest(report)).toEqual({
    passed: 5,
    failed: 2,
    failures: ['✗ a.test.ts > m divides\n    by zero', '✗ b.test.ts\n    no such module'],
  });
  const stats = { expected: 4, unexpected: 1, flaky: 1, skipped: 9 };
  const spec = (title: string, ok: boolean) => ({
    title,
    file: 'c.e2e.ts',
    ok,
    tests: [{ results: [{ errors: ok ? [] : [{ message: 'not visible' }] }] }],
  });
  const suites = [{ specs: [spec('opens', true)], suites: [{ specs: [spec('closes', false)] }] }];
  expect(countPlaywright({ stats, suites })).toEqual({
    passed: 4,
    failed: 2,
    failures: ['✗ c.e2e.ts > closes\n    not visible'],
  });
  for (const read of [readVitestReport, readPlaywrightReport]) {
    expect(read(join(tempDir(), 'none.json'))).toEqual({ passed: 0, failed: 0, failures: [] });
  }
});
