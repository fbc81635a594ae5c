import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
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
  const files = report?.testResults ?? [];
  // A file that cannot even be loaded fails without a test of its own.
  const brokenFiles = files.filter(
    (/** @type {any} */ file) => file.status === 'failed' && file.assertionResults.length === 0,
  );
  return {
    passed: report?.numPassedTests ?? 0,
    failed: (report?.numFailedTests ?? 0) + brokenFiles.length,
    failures: files.flatMap((/** @type {any} */ file) => [
      ...(brokenFiles.includes(file) ? [failure(file.name, file.message)] : []),
      ...file.assertionResults
        .filter((/** @type {any} */ test) => test.status === 'failed')
        .map((/** @type {any} */ test) =>
          failure(`${file.name} > ${test.fullName}`, test.failureMessages?.join('\n')),
        ),
    ]),
  };
}

/**
 * @param {any} report
 * @returns {TestCount}
 */
export function countPlaywright(report) {
  // A flaky test failed before it passed; that it passed at last is no proof of anything.
  const { expected = 0, unexpected = 0, flaky = 0 } = report?.stats ?? {};
  const failures = specsOf(report?.suites)
    .filter((spec) => !spec.ok)
    .map((spec) => {
      const results = spec.tests.flatMap((/** @type {any} */ test) => test.results);
      const errors = results.flatMap((/** @type {any} */ result) => result.errors ?? []);
      return failure(`${spec.file} > ${spec.title}`, errors[0]?.message);
    });
  return { passed: expected, failed: unexpected + flaky, failures };
}

/**
 * @param {any[] | undefined} suites
 * @returns {any[]}
 */
function specsOf(suites = []) {
  return suites.flatMap((suite) => [...(suite.specs ?? []), ...specsOf(suite.suites)]);
}

const MAX_REASON_LINES = 12;

/**
 * @param {string} name
 * @param {string} [reason]
 */
function failure(name, reason = '') {
  const lines = stripVTControlCharacters(reason).split('\n').slice(0, MAX_REASON_LINES);
  return [`✗ ${name}`, ...lines.map((line) => `    ${line}`)].join('\n');
}

/** @param {string} file */
function readReport(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}
