import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { eachLine } from './lines.mjs';
import { endGroups, endInTurn, signalGroup } from './processGroups.mjs';

/** What a program leaves behind it ends by itself; it holds the program's output open meanwhile. */
const aftermathMs = 3000;

/**
 * @typedef {object} Program
 * @property {string} name
 * @property {string} command
 * @property {readonly string[]} args
 * @property {NodeJS.ProcessEnv} env
 * @property {string} cwd
 * @property {(line: string) => void} onLine every line of its output
 */

/**
 * @typedef {object} Child
 * @property {Promise<string>} ended resolves with how it ended, in words
 * @property {(withinMs?: number) => Promise<void>} end asks it to end, then makes it
 */

/**
 * Starts programs and sees to it that none outlives this process: on `stop`, and by means of the
 * reaper even if this process is killed.
 * @returns {{ start: (program: Program) => Child, stop: () => Promise<void>, killNow: () => void }}
 */
export function createProcesses() {
  const reaperFile = fileURLToPath(new URL('./reaper.mjs', import.meta.url));
  const reaper = spawn(process.execPath, [reaperFile], {
    stdio: ['pipe', 'ignore', 'inherit'],
    detached: true,
  });
  // The reaper can only be gone if somebody killed it; then we still end our children ourselves.
  reaper.stdin.on('error', () => {});
  reaper.unref();
  /** @type {Set<number>} in order of their start */
  const groups = new Set();
  /** @type {Set<Promise<void>>} programs whose output is still open */
  const open = new Set();
  /** @type {'running' | 'stopping'} */
  let state = 'running';
  const tellReaper = () => reaper.stdin.write(`${JSON.stringify([...groups])}\n`);

  return {
    start({ name, command, args, env, cwd, onLine }) {
      if (state === 'stopping') throw new Error(`${name} is not started: all is ending.`);
      // A group of its own: the terminal's Ctrl+C reaches us alone, and we end it in order.
      const child = spawn(command, [...args], {
        env,
        cwd,
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const { pid } = child;
      if (pid !== undefined) groups.add(pid);
      tellReaper();
      for (const stream of [child.stdout, child.stderr]) eachLine(stream, onLine);
      /** @type {Promise<void>} */
      const closed = new Promise((done) => child.once('close', () => done()));
      open.add(closed);
      void closed.then(() => open.delete(closed));
      /** @type {Promise<string>} */
      const ended = new Promise((done) => {
        child.once('error', (error) => done(`${name} could not be started: ${error.message}`));
        child.once('exit', (code, signal) => {
          if (pid !== undefined) {
            signalGroup(pid, 'SIGKILL');
            groups.delete(pid);
          }
          tellReaper();
          done(`${name} ended ${signal === null ? `with exit code ${code}` : `by ${signal}`}`);
        });
      });
      const end = (/** @type {number | undefined} */ withinMs) =>
        endGroups(pid === undefined ? [] : [pid], withinMs);
      return { ended, end };
    },
    async stop() {
      state = 'stopping';
      await endInTurn(groups);
      await Promise.race([Promise.all(open), sleep(aftermathMs)]);
      reaper.stdin.end();
    },
    killNow() {
      for (const group of groups) signalGroup(group, 'SIGKILL');
    },
  };
}
