import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runSteps } from './steps.mjs';

/** @typedef {import('./steps.mjs').Step} Step */

/**
 * Runs steps with tests among them and ends with the plain line `N passed, N failed`.
 * @param {string} node the pinned Node
 * @param {(reportDir: string) => readonly Step[]} stepsFor
 * @returns {Promise<number>} the exit code
 */
export async function runTests(node, stepsFor) {
  const reportDir = mkdtempSync(join(tmpdir(), 'slate-test-'));
  try {
    const { tests, failedAt } = await runSteps(stepsFor(reportDir), node);
    // A step that is no test, or that broke before its first, must not read as "0 failed".
    const failed = failedAt !== undefined && tests.failed === 0 ? 1 : tests.failed;
    process.stdout.write(`\n${tests.passed} passed, ${failed} failed\n`);
    return failedAt === undefined ? 0 : 1;
  } finally {
    rmSync(reportDir, { recursive: true, force: true });
  }
}
