// node tasks.ts <task> [args]: what package.json calls `check`, `test` and so on.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../agent/userError.ts';
import { chromiumForTests } from './tasks/chromium.ts';
import { natsServerForTests } from './nats/natsServer.ts';
import { moduleFile, repoRoot } from './lib/paths.ts';
import { runMain } from './lib/report.ts';
import { runStages, type Stage, type Step } from './tasks/steps.ts';
import { readPlaywrightReport, readVitestReport } from './tasks/testReports.ts';

const [task = '', ...args] = process.argv.slice(2);

const cruiser = moduleFile('dependency-cruiser/bin/dependency-cruiser.mjs');
const cruiserOptions = ['--config', '.dependency-cruiser.cjs', '--output-type', 'err-long'];
const sources = ['src', 'agent', 'scripts', 'e2e', 'bench'];

const lintSteps: readonly Step[] = [
  { name: 'lint', args: [moduleFile('oxlint/bin/oxlint'), '--type-aware', '--deny-warnings'] },
  { name: 'imports', args: [cruiser, ...cruiserOptions, ...sources] },
];
const checkLane: readonly Step[] = [
  { name: 'format', args: [moduleFile('@biomejs/biome/bin/biome'), 'format', '.'] },
  ...lintSteps,
  { name: 'unused code', args: [moduleFile('knip/bin/knip.js')] },
];
const typesStep: Step = { name: 'types', args: [moduleFile('typescript/bin/tsc'), '--noEmit'] };
const bundleStep: Step = {
  name: 'bundle size',
  args: [join(repoRoot, 'scripts', 'checkBundle.ts')],
};

const tasks: Record<string, () => Promise<number>> = {
  lint: () => check([lintSteps]),
  check: () => check([checkLane, [typesStep]]),
  size: () => check([[bundleStep]]),
  async bench() {
    const env = { ...(await natsServerForTests()), ...(await chromiumForTests()) };
    const files = readdirSync(join(repoRoot, 'bench')).filter((name) => name.endsWith('.bench.ts'));
    return check([
      files.map((name) => ({ name, args: [join(repoRoot, 'bench', name), ...args], env })),
    ]);
  },
  unit: () => test(({ unit }) => [[[unit(args)]]]),
  e2e: () => test(({ browser }) => [[[browser(args)]]]),
  fast: () => test(({ unit }) => [[[unit(['--project', '!external'])], [typesStep, ...checkLane]]]),
  all: () =>
    test(({ unit, browser }) => [
      [[unit([])], [...checkLane, typesStep, bundleStep]],
      [[browser([])]],
    ]),
};

await runMain(async () => {
  const run = tasks[task];
  if (!run) throw new UserError(`${task} is none of ${Object.keys(tasks).join(', ')}.`);
  return run();
});

async function check(stage: Stage): Promise<number> {
  const { failedSteps } = await runStages(stage);
  return failedSteps.length === 0 ? 0 : 1;
}

interface TestSteps {
  unit(args: readonly string[]): Step;
  browser(args: readonly string[]): Step;
}

/** Runs stages with tests among them, and ends with the plain line `N passed, N failed`. */
async function test(stages: (steps: TestSteps) => readonly Stage[]): Promise<number> {
  const dir = mkdtempSync(join(tmpdir(), 'slate-test-'));
  try {
    const env = {
      ...(await natsServerForTests()),
      ...(await chromiumForTests()),
      // Tests start many agents, each of which would compile the same files.
      NODE_COMPILE_CACHE: join(repoRoot, 'node_modules', '.cache', 'node'),
    };
    const { passed, failed, failedSteps } = await runStages(...stages(testSteps(dir, env)));
    // A failed check, or a step that broke before its first test, must not read as "0 failed".
    const shown = failedSteps.length > 0 && failed === 0 ? 1 : failed;
    process.stdout.write(`\n${passed} passed, ${shown} failed\n`);
    return failedSteps.length === 0 ? 0 : 1;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function testSteps(dir: string, env: NodeJS.ProcessEnv): TestSteps {
  const vitestReport = join(dir, 'vitest.json');
  const playwrightReport = join(dir, 'playwright.json');
  return {
    unit: (more) => ({
      name: 'unit tests',
      args: [
        moduleFile('vitest/vitest.mjs'),
        'run',
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${vitestReport}`,
        ...more,
      ],
      env,
      count: () => readVitestReport(vitestReport),
    }),
    browser: (more) => ({
      name: 'browser tests',
      args: [
        moduleFile('@playwright/test/cli.js'),
        'test',
        '--config=e2e/playwright.config.ts',
        '--reporter=list,json',
        ...more,
      ],
      env: { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: playwrightReport },
      count: () => readPlaywrightReport(playwrightReport),
    }),
  };
}
