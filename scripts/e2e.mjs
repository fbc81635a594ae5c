#!/usr/bin/env node
// `npm run test:e2e`: the browser tests alone.
import { ensureDependencies } from './lib/dependencies.mjs';
import { runMain } from './lib/report.mjs';
import { runTests } from './lib/testRun.mjs';
import { browserTestStep } from './lib/testSteps.mjs';
import { chromiumForTests, natsServerForTests } from './lib/tools.mjs';

await runMain(async () => {
  const node = await ensureDependencies();
  const env = { ...(await natsServerForTests()), ...(await chromiumForTests(node)) };
  return runTests(node, (reportDir) => [browserTestStep(reportDir, env)]);
});
