import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { onTestFinished, vi } from 'vitest';
import { readProcess } from '../../agent/process/processTable.ts';

/** Linux only: a process that led a group, has ended, and is not collected until the test ends. */
export async function startZombie(): Promise<number> {
  // `sleep` takes the place of the shell, and never asks for a child that it knows nothing of.
  const command = 'setsid sh -c "echo \\$\\$" & exec sleep 300';
  const parent = spawn('sh', ['-c', command], { stdio: ['ignore', 'pipe', 'ignore'] });
  onTestFinished(() => void parent.kill('SIGKILL'));
  const [text] = (await once(parent.stdout, 'data')) as [Buffer];
  const pid = Number(text.toString());
  await vi.waitFor(() => {
    if (!readProcess(pid)?.zombie) throw new Error(`${pid} is no zombie yet`);
  }, 10_000);
  return pid;
}
