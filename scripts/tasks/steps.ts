import { delimiter } from 'node:path';
import { execa } from 'execa';
import { moduleFile, repoRoot } from '../lib/paths.ts';
import { graceMs, signalGroup } from '../processes/processGroups.ts';
import { say } from '../lib/report.ts';

export interface Step {
  readonly name: string;
  /** A file to run with Node, and its arguments. */
  readonly args: readonly string[];
  /** Besides the present one. */
  readonly env?: NodeJS.ProcessEnv;
  /** For steps that run tests: called after the step. */
  readonly count?: () => TestCount;
}

/** Lanes run side by side, the steps of a lane in order. */
export type Stage = readonly (readonly Step[])[];

export interface TestCount {
  readonly passed: number;
  readonly failed: number;
  /** Each one's name, and why in a few lines. */
  readonly failures: readonly string[];
}

export interface Outcome {
  readonly passed: number;
  readonly failed: number;
  readonly failedSteps: readonly string[];
}

interface Result extends TestCount {
  readonly name: string;
  readonly seconds: string;
  readonly problem: string | undefined;
}

/** Runs all stages, whatever fails, then prints how long each step took and what failed and why. */
export async function runStages(...stages: readonly Stage[]): Promise<Outcome> {
  stopOnSignals();
  const results: Result[] = [];
  for (const lanes of stages) {
    await Promise.all(
      lanes.map(async (steps, lane) => {
        for (const step of steps) results.push(await runStep(step, lane === 0));
      }),
    );
  }
  const lines = results.flatMap(({ name, seconds, problem }) => [
    `  ${problem === undefined ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)`,
    ...(problem === undefined ? [] : [`       ${problem.replaceAll('\n', '\n       ')}`]),
  ]);
  say(`\n${lines.join('\n')}`);
  const sum = (key: 'passed' | 'failed') =>
    results.reduce((total, result) => total + result[key], 0);
  return {
    passed: sum('passed'),
    failed: sum('failed'),
    failedSteps: results.flatMap(({ name, problem }) => (problem === undefined ? [] : [name])),
  };
}

async function runStep(step: Step, live: boolean): Promise<Result> {
  if (live) say(`\n— ${step.name}`);
  const since = performance.now();
  const { code, output } = await runNode(step, live);
  if (!live) say(`\n— ${step.name}\n${output}`);
  const seconds = ((performance.now() - since) / 1000).toFixed(1);
  const count = step.count?.();
  const { passed = 0, failed = 0, failures = [] } = count ?? {};
  const problem = () => {
    // A runner may call it a success to find no tests.
    if (count && passed + failed === 0) return 'no test was run';
    if (failed > 0) return [`${failed} failed`, ...failures].join('\n');
    return code === 0 ? undefined : `exit code ${code}`;
  };
  return { name: step.name, seconds, passed, failed, failures, problem: problem() };
}

const groups = new Set<number>();

async function runNode({ args, env }: Step, live: boolean) {
  const child = execa(process.execPath, args, {
    cwd: repoRoot,
    // Tools that start `node` or each other by name get the pinned ones.
    env: { ...env, PATH: `${moduleFile('.bin')}${delimiter}${process.env.PATH}` },
    stdin: 'ignore',
    stdout: live ? 'inherit' : 'pipe',
    stderr: live ? 'inherit' : 'pipe',
    all: true,
    detached: true,
    reject: false,
  });
  const { pid } = child;
  if (pid !== undefined) groups.add(pid);
  const { exitCode, signal, all = '' } = await child;
  if (pid !== undefined) {
    groups.delete(pid);
    signalGroup(pid, 'SIGKILL');
  }
  return { code: exitCode ?? signal ?? 'unknown', output: all };
}

/** A step that stops fails, which ends the run; one that ignores the signal is left behind. */
function stopOnSignals(): void {
  const stop = () => {
    for (const group of groups) signalGroup(group, 'SIGTERM');
    setTimeout(() => process.exit(1), graceMs).unref();
  };
  for (const event of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect']) process.on(event, stop);
}
