import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { ProcessTree } from './processTree.ts';

const REAPER = join(import.meta.dirname, 'reaper.ts');
/** Remembers the latest line. Its input ends with the agent; only then is Node worth its memory. */
const WAIT =
  'trees=; while read -r line; do trees=$line; done; [ -z "$trees" ] || exec "$@" $trees';

/** Knows which processes an agent is responsible for. */
export interface ChildReaper {
  watch(trees: readonly ProcessTree[]): void;
}

/**
 * Starts a small process that outlives this one and then ends, at once, what it was last given to
 * watch: after kill -9, which leaves this process no moment to do so itself.
 */
export function startChildReaper(): ChildReaper {
  if (process.platform === 'win32') return { watch: () => undefined };
  const reaper = spawn('/bin/sh', ['-c', WAIT, 'reaper', process.execPath, REAPER], {
    // Out of reach of what is sent to the agent's group.
    detached: true,
    // A starter that waits for the end of the agent's output waits for the reaper's work too.
    stdio: ['pipe', 'ignore', 'inherit'],
    env: {},
  });
  // Without a reaper the agent's successor ends what is left.
  reaper.on('error', () => undefined);
  reaper.stdin.on('error', () => undefined);
  reaper.unref();
  return {
    watch: (trees) =>
      void reaper.stdin.write(`${trees.map(({ pid, marker }) => `${pid}:${marker}`).join(' ')}\n`),
  };
}
