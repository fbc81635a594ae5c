#!/usr/bin/env node
// `npm run lint`: what the linter and the rules about imports say.
import { lintSteps } from './lib/checkSteps.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { runMain } from './lib/report.mjs';
import { runSteps } from './lib/steps.mjs';

await runMain(async () => {
  const { failedAt } = await runSteps(lintSteps, await ensureDependencies());
  return failedAt === undefined ? 0 : 1;
});
