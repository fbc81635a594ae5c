import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { moduleFile } from './paths.mjs';

/** @typedef {import('./steps.mjs').Step} Step */
/** @typedef {import('./steps.mjs').TestCount} TestCount */

/**
 * @param {string} reportDir where the runner leaves its figures
 * @param {NodeJS.ProcessEnv} env
 * @returns {Step}
 */
export function unitTestStep(reportDir, env) {
  const report = join(reportDir, 'vitest.json');
  return {
    name: 'unit tests',
    args: [
      moduleFile('vitest/vitest.mjs'),
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ],
    env,
    count: () => countVitest(readReport(report)),
  };
}

/**
 * @param {string} reportDir where the runner leaves its figures
 * @param {NodeJS.ProcessEnv} env
 * @returns {Step}
 */
export function browserTestStep(reportDir, env) {
  const report = join(reportDir, 'playwright.json');
  return {
    name: 'browser tests',
    args: [
      moduleFile('@playwright/test/cli.js'),
      'test',
      '--config=e2e/playwright.config.ts',
      '--reporter=list,json',
    ],
    env: { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
    count: () => countPlaywright(readReport(report)),
  };
}

/**
 * @param {any} report
 * @returns {TestCount}
 */
export function countVitest(report) {
  // A file that cannot even be loaded fails without a test of its own.
  const brokenFiles = (report?.testResults ?? []).filter(
    (/** @type {any} */ file) => file.status === 'failed' && file.assertionResults.length === 0,
  );
  return {
    passed: report?.numPassedTests ?? 0,
    failed: (report?.numFailedTests ?? 0) + brokenFiles.length,
  };
}

/**
 * @param {any} report
 * @returns {TestCount}
 */
export function countPlaywright(report) {
  // A flaky test failed before it passed; that it passed at last is no proof of anything.
  const { expected = 0, unexpected = 0, flaky = 0 } = report?.stats ?? {};
  return { passed: expected, failed: unexpected + flaky };
}

/** @param {string} file */
function readReport(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}
