import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { expect, onTestFinished, test } from 'vitest';
import { until } from '../testing/workbench.ts';
import { MARKER_KEY } from './environment.ts';
import { createProcessScan } from './processScan.ts';

/** A child of that mark, and a scan that counts what it reads at a time of the test's own. */
async function setUp(marker: string) {
  const child = spawn('sleep', ['300'], { env: { ...process.env, [MARKER_KEY]: marker } });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child, 'spawn');
  let now = 0;
  const files: string[] = [];
  const scan = createProcessScan({
    now: () => now,
    async read(path) {
      files.push(path);
      return readFile(path, 'utf8').catch(() => null);
    },
  });
  return {
    pid: child.pid ?? 0,
    files,
    pass: (ms: number) => void (now += ms),
    pids: async () => (await scan.members(-1, marker)).map(({ pid }) => pid),
  };
}

const isLinux = process.platform === 'linux';

test.runIf(isLinux)('a look at known processes reads no strangers and no environment', async () => {
  const { pid, files, pass, pids } = await setUp('mark-1');
  await until(async () => expect(await pids()).toEqual([pid]));
  pass(5_000);
  await pids();
  files.length = 0;
  expect(await pids()).toEqual([pid]);
  // Other tests start processes at any time; of those that were there only the child is read.
  expect(files).toContain(`/proc/${pid}/stat`);
  expect(files).not.toContain(`/proc/${pid}/environ`);
  expect(files).not.toContain(`/proc/${process.pid}/stat`);
  expect(files).not.toContain('/proc/1/stat');
  pass(10_000);
  await pids();
  expect(files).toContain('/proc/1/stat');
  expect(files).not.toContain('/proc/1/environ');
});

test.runIf(isLinux)('looks that are asked for at a time are one', async () => {
  const { pid, files, pids } = await setUp('mark-2');
  await until(async () => expect(await pids()).toEqual([pid]));
  files.length = 0;
  const all = await Promise.all(Array.from({ length: 20 }, pids));
  expect(all).toEqual(all.map(() => [pid]));
  // One under way, and one for all who came after it began.
  expect(files.filter((file) => file === `/proc/${pid}/stat`)).toHaveLength(2);
});
