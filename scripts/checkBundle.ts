// Builds the page and compares what each view loads with its budget in sizeLimits.ts.
import { join } from 'node:path';
import { ensurePageBuild } from './page/pageBuild.ts';
import { moduleFile, repoRoot } from './lib/paths.ts';
import { runMain } from './lib/report.ts';
import { runShown } from './lib/run.ts';

await runMain(async () => {
  await ensurePageBuild();
  const config = join(repoRoot, 'scripts', 'sizeLimits.ts');
  const args = [moduleFile('size-limit/bin.js'), '--config', config];
  return (await runShown(process.execPath, args, { cwd: repoRoot })) === undefined ? 0 : 1;
});
