import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { endGroups, endInReverse, signalGroup } from './processGroups.ts';

/** What a killed program's own reaper needs; it keeps the program's output open meanwhile. */
const aftermathMs = 3000;

export interface Program {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  /** Called with every line of its output. */
  readonly onLine: (line: string) => void;
}

export interface Child {
  readonly pid: number | undefined;
  /** Resolves with how it ended, in words. */
  readonly ended: Promise<string>;
  /** Stops it; kills it if that takes longer. */
  end(withinMs?: number): Promise<void>;
}

export interface Processes {
  start(program: Program): Child;
  /** Stops everything in reverse order. */
  stop(): Promise<void>;
  killNow(): void;
}

/** Starts programs; none outlives this process: the reaper stops them even after kill -9. */
export function createProcesses(): Processes {
  const reaper = spawn(process.execPath, [join(import.meta.dirname, '..', 'reaper.ts')], {
    stdio: ['pipe', 'ignore', 'inherit'],
    detached: true,
  });
  // If somebody killed the reaper, we still stop our children ourselves.
  reaper.stdin.on('error', () => {});
  reaper.unref();
  const groups = new Set<number>();
  const openOutputs = new Set<Promise<void>>();
  let state: 'running' | 'stopping' = 'running';
  const informReaper = () => reaper.stdin.write(`${[...groups].join(' ')}\n`);

  return {
    start({ name, command, args, env, cwd, onLine }) {
      if (state === 'stopping') throw new Error(`${name} is not started: everything is stopping.`);
      // In a group of its own: the terminal's Ctrl+C reaches only us, and we stop it in order.
      const child = spawn(command, args, {
        env,
        cwd,
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const { pid } = child;
      if (pid !== undefined) groups.add(pid);
      informReaper();
      for (const input of [child.stdout, child.stderr])
        createInterface({ input }).on('line', onLine);
      const closed = new Promise<void>((done) => void child.once('close', () => done()));
      openOutputs.add(closed);
      void closed.then(() => openOutputs.delete(closed));
      const ended = new Promise<string>((done) => {
        child.once('error', (error) => done(`${name} could not be started: ${error.message}`));
        child.once('exit', (code, signal) => {
          if (pid !== undefined) {
            signalGroup(pid, 'SIGKILL');
            groups.delete(pid);
          }
          informReaper();
          done(`${name} ended ${signal === null ? `with exit code ${code}` : `by ${signal}`}`);
        });
      });
      return { pid, ended, end: (withinMs) => endGroups(pid === undefined ? [] : [pid], withinMs) };
    },
    async stop() {
      state = 'stopping';
      await endInReverse(groups);
      await Promise.race([Promise.all(openOutputs), sleep(aftermathMs)]);
      reaper.stdin.end();
    },
    killNow() {
      for (const group of groups) signalGroup(group, 'SIGKILL');
    },
  };
}
