import { spawn } from 'node:child_process';
import { delimiter } from 'node:path';
import { graceMs, signalGroup } from './processGroups.mjs';
import { moduleFile, repoRoot } from './paths.mjs';
import { say } from './report.mjs';

/**
 * @typedef {object} Step
 * @property {string} name
 * @property {readonly string[]} args a file to run with the pinned Node, and its arguments
 * @property {NodeJS.ProcessEnv} [env] besides the present one
 * @property {() => TestCount} [count] for steps that run tests; called after the step
 */

/**
 * @typedef {object} TestCount
 * @property {number} passed
 * @property {number} failed
 * @property {readonly string[]} [failures] each one's name, and why in a few lines
 */

/**
 * @typedef {object} Outcome
 * @property {TestCount} tests
 * @property {string | undefined} failedAt the first step that failed
 */

/**
 * Runs steps in order, all of them, so that one run tells everything that is wrong; says how long
 * each took, and at the end what failed and why.
 * @param {readonly Step[]} steps
 * @param {string} node the pinned Node
 * @returns {Promise<Outcome>}
 */
export async function runSteps(steps, node) {
  endChildrenOnSignals();
  const tests = { passed: 0, failed: 0 };
  /** @type {string[]} */
  const summary = [];
  /** @type {string | undefined} */
  let failedAt;
  for (const step of steps) {
    say(`\n— ${step.name}`);
    const since = performance.now();
    const problem = await runStep(step, node, tests);
    const seconds = ((performance.now() - since) / 1000).toFixed(1);
    summary.push(`  ${problem === undefined ? 'ok  ' : 'FAIL'} ${step.name} (${seconds} s)`);
    if (problem !== undefined) {
      summary.push(`       ${problem.replaceAll('\n', '\n       ')}`);
      failedAt ??= step.name;
    }
  }
  say(`\n${summary.join('\n')}`);
  return { tests, failedAt };
}

/**
 * @param {Step} step
 * @param {string} node
 * @param {TestCount} total grows by the step's tests
 * @returns {Promise<string | undefined>} what went wrong
 */
async function runStep(step, node, total) {
  const code = await runVisibly(node, step);
  if (step.count) {
    const { passed, failed, failures = [] } = step.count();
    total.passed += passed;
    total.failed += failed;
    // A runner that finds no tests may well call that a success. We do not.
    if (passed + failed === 0) return 'no test was run';
    // Who only gets the end of a long output reads here which and why.
    if (failed > 0) return [`${failed} failed`, ...failures].join('\n');
  }
  return code === 0 ? undefined : `exit code ${code}`;
}

/** @type {Set<number>} */
const groups = new Set();

/**
 * @param {string} node
 * @param {Step} step
 * @returns {Promise<number | string>}
 */
function runVisibly(node, { args, env }) {
  return new Promise((done) => {
    const [script = '', ...rest] = args;
    const child = spawn(node, [script, ...rest], {
      cwd: repoRoot,
      // Tools that start `node` or each other by name get the pinned ones.
      env: { ...process.env, ...env, PATH: `${moduleFile('.bin')}${delimiter}${process.env.PATH}` },
      stdio: ['ignore', 'inherit', 'inherit'],
      detached: true,
    });
    const { pid } = child;
    if (pid !== undefined) groups.add(pid);
    child.once('error', (error) => done(error.message));
    child.once('exit', (code, signal) => {
      if (pid !== undefined) {
        groups.delete(pid);
        signalGroup(pid, 'SIGKILL');
      }
      done(code ?? signal ?? 'unknown');
    });
  });
}

function endChildrenOnSignals() {
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.once(signal, () => {
      for (const group of groups) signalGroup(group, 'SIGTERM');
      // Once the step has ended, its failure ends us; this is for a step that does not listen.
      setTimeout(() => process.exit(1), graceMs).unref();
    });
  }
}
