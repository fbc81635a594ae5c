#!/usr/bin/env node
// node bootstrap.mjs <script> [args]: installs dependencies if need be, then runs scripts/<script>.ts
// on the pinned Node. Runs on Node 20 or newer, and without any package.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** For machines whose Node or npm is too old to install what the tools need. */
const fallbackNpm = 'npm@11.19.1';

const root = fileURLToPath(new URL('..', import.meta.url));
const pinnedNode = join(root, 'node_modules', 'node', 'bin', 'node');
const [script = '', ...args] = process.argv.slice(2);

endWithNpm();
if (!isInstalled()) await installOnce();
const file = join(root, 'scripts', `${script}.ts`);
// The IPC channel closes when this process ends, however that happens.
process.exit(await run(pinnedNode, [file, ...args], { stdio: ['inherit', 1, 2, 'ipc'] }));

/** npm can die without passing a signal on. */
function endWithNpm() {
  if (process.env.npm_lifecycle_event === undefined) return;
  const npm = process.ppid;
  setInterval(() => process.ppid !== npm && process.exit(1), 200).unref();
}

/** Compares with npm's own list of what it installed: right after any npm command, or half of one. */
function isInstalled() {
  const wanted = packagesIn('package-lock.json');
  const present = packagesIn('node_modules/.package-lock.json');
  return (
    existsSync(pinnedNode) &&
    Object.entries(wanted).every(
      ([path, { version, optional }]) =>
        path === '' || optional || present[path]?.version === version,
    )
  );
}

/**
 * @param {string} lockFile
 * @returns {Record<string, { version?: string, optional?: boolean }>}
 */
function packagesIn(lockFile) {
  const path = join(root, lockFile);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : {};
}

async function installOnce() {
  const lock = join(root, '.slate-install.lock');
  let waitedFor = 0;
  for (let holder = tryLock(lock); holder !== 0; holder = tryLock(lock)) {
    if (holder !== waitedFor) say(`Process ${holder} holds ${lock}; waiting for it.`);
    waitedFor = holder;
    await sleep(200);
  }
  process.once('exit', () => rmSync(lock, { force: true }));
  if (!isInstalled()) await install();
  rmSync(lock, { force: true });
}

/**
 * @param {string} lock
 * @returns {number} the process that has it, or 0 if it is ours
 */
function tryLock(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return 0;
  } catch {
    const holder = Number(existsSync(lock) && readFileSync(lock, 'utf8'));
    if (!isAlive(holder)) rmSync(lock, { force: true });
    return holder;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    return pid !== process.pid && process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function install() {
  const fallback = mkdtempSync(join(tmpdir(), 'slate-node-'));
  try {
    const npm = canInstall() ? ownNpm() : await fallbackNode(fallback);
    say('Installing dependencies (npm ci)...');
    // Vite and others are dev dependencies, which NODE_ENV=production would leave out.
    await runNpm(npm, ['ci', '--include=dev']);
    // Its install script fetches the program, and may be switched off.
    if (!existsSync(pinnedNode)) await runNpm(npm, ['rebuild', 'node', '--ignore-scripts=false']);
  } finally {
    rmSync(fallback, { recursive: true, force: true });
  }
}

/** Older ones silently skip the optional packages with the tools' native programs. */
function canInstall() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19);
}

/** The npm that runs us, or the one on PATH. @returns {string[]} */
function ownNpm() {
  const npm = process.env.npm_execpath ?? '';
  return npm.endsWith('npm-cli.js') ? [process.execPath, npm] : ['npm'];
}

/** @param {string} dir */
async function fallbackNode(dir) {
  say(`Node ${process.versions.node} is too old to install; getting a newer one...`);
  const { version } = packagesIn('package-lock.json')['node_modules/node'] ?? {};
  const modules = join(dir, 'node_modules');
  await runNpm(ownNpm(), ['install', '--no-save', '--prefix', dir, `node@${version}`, fallbackNpm]);
  return [join(modules, 'node', 'bin', 'node'), join(modules, 'npm', 'bin', 'npm-cli.js')];
}

/**
 * @param {string[]} npm
 * @param {string[]} command
 */
async function runNpm([program = 'npm', ...npm], command) {
  // Install scripts call `node`: the one that npm runs on.
  const PATH = `${dirname(program)}${delimiter}${process.env.PATH}`;
  const quiet = ['--loglevel=error', '--no-audit', '--no-fund'];
  const code = await run(program, [...npm, ...command, ...quiet], {
    cwd: root,
    env: { ...process.env, PATH },
    stdio: ['ignore', 2, 2],
  });
  if (code === 0) return;
  say(`npm ${command[0]} failed; its output is above.`);
  process.exit(1);
}

/**
 * @param {string} program
 * @param {string[]} programArgs
 * @param {import('node:child_process').SpawnOptions} options
 * @returns {Promise<number>} the exit code
 */
function run(program, programArgs, options) {
  const child = spawn(program, programArgs, options);
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => child.kill(signal));
  }
  process.once('exit', () => child.kill());
  return new Promise((done) => {
    child.once('error', ({ message }) => {
      say(message);
      done(1);
    });
    child.once('exit', (code, signal) =>
      done(code ?? 128 + constants.signals[signal ?? 'SIGKILL']),
    );
  });
}

/** @param {string} line */
function say(line) {
  process.stderr.write(`${line}\n`);
}
