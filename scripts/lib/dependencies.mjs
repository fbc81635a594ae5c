import { copyFileSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { withLock } from './lock.mjs';
import { dependenciesMatch } from './lockFile.mjs';
import { moduleFile, repoRoot, setupLockDir } from './paths.mjs';
import { say, UserError } from './report.mjs';
import { findOnPath, outputOf, runShown } from './run.mjs';

/** Fetched only where the npm that is there cannot do it. */
const fallbackNpm = '11.19.1';

/**
 * Installs what package-lock.json lists unless it is there already.
 * @returns {Promise<string>} the pinned Node's path
 * @throws {UserError} if npm fails
 */
export async function ensureDependencies() {
  const node = moduleFile('node/bin/node');
  if (dependenciesMatch(repoRoot) && isPinnedNode(node)) return node;
  const onHeld = (/** @type {number | undefined} */ pid) =>
    say(`Another process${pid === undefined ? '' : ` (${pid})`} is setting up; waiting for it.`);
  return withLock(setupLockDir, { onHeld }, async () => {
    if (!dependenciesMatch(repoRoot)) await install(process.execPath, npmScript());
    if (!isPinnedNode(node)) await fetchPinnedNode(node);
    if (!dependenciesMatch(repoRoot)) await installAgain(node);
    return node;
  });
}

/**
 * @param {string} node what npm runs on
 * @param {string} npm
 */
async function install(node, npm) {
  say('Installing dependencies (npm ci)...');
  // Vite and friends are dev dependencies, which NODE_ENV=production would leave out. What npm
  // warns of are the Node versions that tools ask for; they run on the pinned one.
  await runNpm(node, [npm, 'ci', '--include=dev', '--loglevel=error'], repoRoot);
}

/**
 * An old Node or npm leaves out the programs made for this system: those that need a newer Node
 * and, because of a mistake in npm before 9.6.7, all that name a C library. So a newer npm does it
 * again on the pinned Node, on a copy, because npm ci begins by deleting node_modules.
 * @param {string} node
 */
async function installAgain(node) {
  say(`npm left packages out because of Node ${process.versions.node} or its own age; once more.`);
  const dir = mkdtempSync(join(tmpdir(), 'slate-node-'));
  try {
    const copy = join(dir, 'node');
    copyFileSync(node, copy);
    const args = ['install', '--no-save', '--loglevel=error', `npm@${fallbackNpm}`];
    await runNpm(copy, [npmScript(), ...args, '--prefix', dir], dir);
    await install(copy, join(dir, 'node_modules', 'npm', 'bin', 'npm-cli.js'));
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
  if (!isPinnedNode(node)) await fetchPinnedNode(node);
  if (!dependenciesMatch(repoRoot)) {
    throw new UserError('npm ci left packages out. Delete node_modules and use a newer Node.');
  }
}

/**
 * @param {string} node
 * @param {readonly string[]} args npm's script first
 * @param {string} cwd
 */
async function runNpm(node, args, cwd) {
  // Install scripts say `node`, and shall get the same one.
  const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH}` };
  const { ok, why } = await runShown(node, [...args, '--no-audit', '--no-fund'], { cwd, env });
  if (!ok) throw new UserError(`npm ${args[1]} failed (${why}). What npm said is above.`);
}

/** @param {string} node */
function isPinnedNode(node) {
  if (!existsSync(node)) return false;
  const { version } = JSON.parse(readFileSync(moduleFile('node/package.json'), 'utf8'));
  return outputOf(node, ['--version']) === `v${version}`;
}

/**
 * The package `node` fetches its binary in an install script, which npm may have been told to skip.
 * @param {string} node
 */
async function fetchPinnedNode(node) {
  say('Fetching the pinned Node, whose install script npm did not run...');
  const cwd = moduleFile('node');
  const { why } = await runShown(process.execPath, ['installArchSpecificPackage.js'], { cwd });
  if (isPinnedNode(node)) return;
  throw new UserError(
    `The pinned Node at ${node} does not run${why === '' ? '' : ` (${why})`}.\n` +
      'Allow its install script and try again: npm rebuild node --ignore-scripts=false',
  );
}

/** npm as a script, so that we choose the Node that it runs on. */
function npmScript() {
  // Under `npm start` this is the very npm that runs us, even where PATH has another.
  const given = process.env.npm_execpath;
  if (given?.endsWith('.js')) return given;
  const found = findOnPath('npm', process.env)
    .map((file) => realpathSync(file))
    .find((file) => file.endsWith('.js'));
  if (found === undefined) throw new UserError('npm is not on PATH. It comes with Node.');
  return found;
}
