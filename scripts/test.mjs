#!/usr/bin/env node
// `npm test`: every check and every test there is, from a fresh clone on.
import { bundleStep, checkSteps } from './lib/checkSteps.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { runMain } from './lib/report.mjs';
import { runTests } from './lib/testRun.mjs';
import { browserTestStep, unitTestStep } from './lib/testSteps.mjs';
import { chromiumForTests, natsServerForTests } from './lib/tools.mjs';

await runMain(async () => {
  const node = await ensureDependencies();
  const env = { ...(await natsServerForTests()), ...(await chromiumForTests(node)) };
  return runTests(node, (reportDir) => [
    ...checkSteps,
    bundleStep,
    unitTestStep(reportDir, env),
    browserTestStep(reportDir, env),
  ]);
});
