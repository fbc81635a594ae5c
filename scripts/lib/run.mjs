import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { signalGroup } from './processGroups.mjs';

/** The longest that a timer can run; longer ones fire at once. */
const forEver = 2 ** 31 - 1;

/** @type {Set<number>} process groups of the programs that run now */
const shown = new Set();

// They have groups of their own, so that helpers which they start end with them.
process.once('exit', () => {
  for (const group of shown) signalGroup(group, 'SIGTERM');
});

/**
 * Runs a program to its end with its output shown on stderr. If this process exits, so does it.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeoutMs?: number }} [options]
 * @returns {Promise<{ ok: boolean, why: string }>} why is empty when ok
 */
export function runShown(command, args, { timeoutMs, ...options } = {}) {
  return new Promise((done) => {
    const child = spawn(command, [...args], {
      ...options,
      stdio: ['ignore', 2, 2],
      detached: true,
    });
    const group = child.pid;
    if (group !== undefined) shown.add(group);
    const timer = setTimeout(() => group && signalGroup(group, 'SIGKILL'), timeoutMs ?? forEver);
    const over = () => {
      clearTimeout(timer);
      if (group !== undefined) shown.delete(group);
    };
    child.once('error', (error) => {
      over();
      done({ ok: false, why: error.message });
    });
    child.once('close', (code, signal) => {
      over();
      const why = signal === null ? `exit code ${code}` : `ended by ${signal}`;
      done({ ok: code === 0, why: code === 0 ? '' : why });
    });
  });
}

/**
 * Runs a quick program and returns what it wrote to stdout, or undefined if it failed.
 * @param {string} command
 * @param {readonly string[]} args
 * @returns {string | undefined}
 */
export function outputOf(command, args) {
  const { status, stdout } = spawnSync(command, [...args], { encoding: 'utf8', timeout: 10_000 });
  return status === 0 ? stdout.trim() : undefined;
}

/**
 * Every file called `name` on PATH, in its order, then in the usual places that PATH often lacks.
 * @param {string} name
 * @param {NodeJS.ProcessEnv} env
 * @returns {string[]}
 */
export function findOnPath(name, env) {
  const usual = ['/usr/local/bin', '/usr/bin', '/usr/sbin', '/opt/homebrew/bin'];
  const dirs = [...(env.PATH ?? '').split(delimiter).filter((dir) => dir !== ''), ...usual];
  return [...new Set(dirs)].map((dir) => join(dir, name)).filter((file) => existsSync(file));
}

/** Whether packages can be installed here with apt-get without asking anybody. */
export function isDebianRoot() {
  return process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
}
