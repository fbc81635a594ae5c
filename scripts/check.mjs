#!/usr/bin/env node
// `npm run check`: format, lint, lanes, types and unused code; no tests.
import { checkSteps } from './lib/checkSteps.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { runMain } from './lib/report.mjs';
import { runSteps } from './lib/steps.mjs';

await runMain(async () => {
  const { failedAt } = await runSteps(checkSteps, await ensureDependencies());
  return failedAt === undefined ? 0 : 1;
});
