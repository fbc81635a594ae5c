import { createHash } from 'node:crypto';
import {
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { takeLock } from '../../agent/process/lock.ts';
import { UserError } from '../../agent/userError.ts';
import { moduleFile, repoRoot } from '../lib/paths.ts';
import { say } from '../lib/report.ts';
import { runShown } from '../lib/run.ts';

const sources = [
  'src',
  'public',
  'index.html',
  'vite.config.ts',
  'scripts/page/slimNatsWs.ts',
  'tsconfig.json',
  'package-lock.json',
];
const compressible = /\.(?:js|css|svg|html|webmanifest)$/;

/**
 * Builds the page for production unless `dist` is up to date.
 * @returns the directory to serve
 * @throws UserError if the build fails
 */
export async function ensurePageBuild(): Promise<string> {
  const dist = join(repoRoot, 'dist');
  const marker = join(dist, '.source-hash');
  const isCurrent = () => existsSync(marker) && readFileSync(marker, 'utf8') === hashOf(sources);
  if (isCurrent()) return dist;
  const lock = join(repoRoot, '.slate-build.lock');
  await waitForLock(lock);
  try {
    if (!isCurrent()) await replaceBuild(dist);
  } finally {
    rmSync(lock, { force: true });
  }
  return dist;
}

async function waitForLock(lock: string): Promise<void> {
  let said = false;
  for (let holder = takeLock(lock); holder !== null; holder = takeLock(lock)) {
    if (!said) say(`Process ${holder.pid} is building the page; waiting for it.`);
    said = true;
    await sleep(200);
  }
}

async function replaceBuild(dist: string): Promise<void> {
  say('Building the page...');
  const hash = hashOf(sources);
  const [fresh, old] = [join(repoRoot, '.slate-build-new'), join(repoRoot, '.slate-build-old')];
  const cleanUp = () => {
    for (const dir of [fresh, old]) rmSync(dir, { recursive: true, force: true });
  };
  cleanUp();
  try {
    await viteBuild(fresh);
    compressFiles(fresh);
    writeFileSync(join(fresh, '.source-hash'), hash);
    if (existsSync(dist)) renameSync(dist, old);
    renameSync(fresh, dist);
  } finally {
    cleanUp();
  }
}

async function viteBuild(outDir: string): Promise<void> {
  const vite = moduleFile('vite/bin/vite.js');
  const args = [vite, 'build', '--outDir', outDir, '--emptyOutDir', '--logLevel', 'warn'];
  // Vite would compile the URL in, and the build would serve one set of ports only.
  const env = { NODE_ENV: 'production', VITE_NATS_URL: '' };
  const why = await runShown(process.execPath, args, { cwd: repoRoot, env });
  if (why !== undefined) throw new UserError(`The page could not be built: ${why}`);
}

/** Writes a .br and a .gz beside every file that is worth it, for the web server. */
function compressFiles(dir: string): void {
  // 11 takes seconds, and the first start waits for it.
  const params = { [constants.BROTLI_PARAM_QUALITY]: 9 };
  for (const name of filesIn(dir, '').filter((file) => compressible.test(file))) {
    const file = join(dir, name);
    const content = readFileSync(file);
    writeFileSync(`${file}.br`, brotliCompressSync(content, { params }));
    writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }));
  }
}

/** One hash over names and contents; what does not exist counts as empty. */
export function hashOf(paths: readonly string[], root = repoRoot): string {
  const hash = createHash('sha256');
  for (const path of paths.flatMap((path) => filesIn(root, path))) {
    if (/\.test\.\w+$/.test(path)) continue;
    const content = readFileSync(join(root, path));
    hash.update(`${path}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

function filesIn(root: string, path: string): string[] {
  const stat = statSync(join(root, path), { throwIfNoEntry: false });
  if (!stat?.isDirectory()) return stat ? [path] : [];
  return readdirSync(join(root, path))
    .sort()
    .flatMap((name) => filesIn(root, join(path, name)));
}
