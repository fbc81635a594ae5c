import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { tempDir } from '../testing/tempDir.ts';
import { runSteps, type TestCount } from './steps.mjs';
import { runTests } from './testRun.mjs';
import { countPlaywright, countVitest } from './testSteps.mjs';

let said = '';
beforeEach(() => {
  said = '';
  const listen = (text: string | Uint8Array) => (said += String(text)).length > 0;
  vi.spyOn(process.stderr, 'write').mockImplementation(listen);
  vi.spyOn(process.stdout, 'write').mockImplementation(listen);
});
afterEach(() => vi.restoreAllMocks());

/** A step that ends with an exit code. */
function step(name: string, exitCode: number, tests?: TestCount) {
  const file = join(tempDir(), 'step.mjs');
  writeFileSync(file, `process.exit(${exitCode});`);
  return { name, args: [file], ...(tests && { count: () => tests }) };
}

test('runs all steps and adds up their tests', async () => {
  const steps = [
    step('lint', 0),
    step('unit', 0, { passed: 3, failed: 0 }),
    step('browser', 0, { passed: 2, failed: 0 }),
  ];
  expect(await runTests(process.execPath, () => steps)).toBe(0);
  expect(said.endsWith('\n5 passed, 0 failed\n')).toBe(true);
  expect(said).toMatch(/ok {3}lint \(\d+\.\d s\)/);
});

test('goes on after a step that fails, and names the first', async () => {
  const steps = [step('a', 0), step('b', 7), step('c', 8)];
  const { failedAt } = await runSteps(steps, process.execPath);
  expect(failedAt).toBe('b');
  expect(said).toContain('exit code 7');
  expect(said).toContain('exit code 8');
});

test('failed tests are a failure whatever the exit code', async () => {
  const steps = [step('unit', 0, { passed: 3, failed: 1 })];
  expect(await runTests(process.execPath, () => steps)).toBe(1);
  expect(said).toContain('\n3 passed, 1 failed\n');
});

test('a step for tests that runs none is a failure', async () => {
  const steps = [step('unit', 0, { passed: 0, failed: 0 })];
  expect(await runTests(process.execPath, () => steps)).toBe(1);
  expect(said).toContain('no test was run');
});

test('a step that fails before any test does not read as nothing failed', async () => {
  expect(await runTests(process.execPath, () => [step('lint', 1)])).toBe(1);
  expect(said.endsWith('\n0 passed, 1 failed\n')).toBe(true);
});

test('the last lines tell which tests failed, and why', async () => {
  const failures = ['✗ a.test.ts > adds\n    expected 3'];
  await runTests(process.execPath, () => [step('unit', 1, { passed: 3, failed: 1, failures })]);
  expect(said).toMatch(
    /FAIL unit \(.*\n {7}1 failed\n {7}✗ a\.test\.ts > adds\n {11}expected 3\n\n3 passed, 1 failed\n$/,
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
  for (const count of [countVitest, countPlaywright]) {
    expect(count(undefined)).toEqual({ passed: 0, failed: 0, failures: [] });
  }
});
