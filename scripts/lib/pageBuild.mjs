import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './lock.mjs';
import { moduleFile, repoRoot, setupLockDir } from './paths.mjs';
import { say, UserError } from './report.mjs';
import { runShown } from './run.mjs';
import { hashOfPaths } from './sourceHash.mjs';

const sources = [
  'src',
  'public',
  'index.html',
  'vite.config.ts',
  'tsconfig.json',
  'package-lock.json',
];

/**
 * Builds the page for production unless `dist` is of these very sources.
 * @param {string} node the pinned Node
 * @returns {Promise<string>} the directory to serve
 * @throws {UserError} if the build fails
 */
export async function ensurePageBuild(node) {
  const dist = join(repoRoot, 'dist');
  const marker = join(dist, '.source-hash');
  const isCurrent = () =>
    existsSync(marker) && readFileSync(marker, 'utf8') === hashOfPaths(repoRoot, sources);
  if (isCurrent()) return dist;
  const onHeld = () => say('Another process is setting up; waiting for it.');
  return withLock(setupLockDir, { onHeld }, async () => {
    if (isCurrent()) return dist;
    say('Building the page...');
    const hash = hashOfPaths(repoRoot, sources);
    const [fresh, old] = [join(repoRoot, '.slate-build-new'), join(repoRoot, '.slate-build-old')];
    const cleanUp = () => {
      for (const dir of [fresh, old]) rmSync(dir, { recursive: true, force: true });
    };
    // What an earlier build left that was cut off; nobody else is at it while we hold the lock.
    cleanUp();
    try {
      await viteBuild(node, fresh);
      writeFileSync(join(fresh, '.source-hash'), hash);
      if (existsSync(dist)) renameSync(dist, old);
      renameSync(fresh, dist);
    } finally {
      cleanUp();
    }
    return dist;
  });
}

/**
 * @param {string} node
 * @param {string} outDir
 */
async function viteBuild(node, outDir) {
  const vite = moduleFile('vite/bin/vite.js');
  const args = [vite, 'build', '--outDir', outDir, '--emptyOutDir', '--logLevel', 'warn'];
  // Vite would put the URL into the bundle, and the build would serve one set of ports only.
  const env = { ...process.env, NODE_ENV: 'production', VITE_NATS_URL: '' };
  const { ok, why } = await runShown(node, args, { cwd: repoRoot, env });
  if (!ok) throw new UserError(`The page could not be built (${why}). What Vite said is above.`);
}
