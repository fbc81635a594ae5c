// Builds the page and holds what each view loads against its budget (sizeLimits.mjs).
import { join } from 'node:path';
import { moduleFile, repoRoot } from './paths.mjs';
import { runMain } from './report.mjs';
import { ensurePageBuild } from './pageBuild.mjs';
import { runShown } from './run.mjs';

await runMain(async () => {
  await ensurePageBuild(process.execPath);
  const { ok } = await runShown(
    process.execPath,
    [
      moduleFile('size-limit/bin.js'),
      '--config',
      join(repoRoot, 'scripts', 'lib', 'sizeLimits.mjs'),
    ],
    {
      cwd: repoRoot,
      env: process.env,
    },
  );
  return ok ? 0 : 1;
});
