#!/usr/bin/env node
// `npm run bench`: runs every bench/*.bench.ts. They print figures and never judge them.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDependencies } from './lib/dependencies.mjs';
import { repoRoot } from './lib/paths.mjs';
import { runMain } from './lib/report.mjs';
import { runSteps } from './lib/steps.mjs';
import { chromiumForTests, natsServerForTests } from './lib/tools.mjs';

await runMain(async () => {
  const dir = join(repoRoot, 'bench');
  const files = existsSync(dir)
    ? readdirSync(dir).filter((name) => name.endsWith('.bench.ts'))
    : [];
  if (files.length === 0) {
    process.stdout.write('no benchmarks yet: bench/ is empty\n');
    return 0;
  }
  const node = await ensureDependencies();
  const env = { ...(await natsServerForTests()), ...(await chromiumForTests(node)) };
  const steps = files.sort().map((name) => ({ name, args: [join(dir, name)], env }));
  const { failedAt } = await runSteps(steps, node);
  return failedAt === undefined ? 0 : 1;
});
