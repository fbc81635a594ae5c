import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { tempDir } from '../testing/tempDir.ts';
import { createProcesses } from './processes.mjs';

/** A program that starts another, says both numbers, and ignores the signals in `ignored`. */
const family = (ignored: string[] = []) => `
  const { spawn } = require('node:child_process');
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  for (const signal of ${JSON.stringify(ignored)}) process.on(signal, () => {});
  process.stdout.write('pids ' + process.pid + ' ' + child.pid + '\\nhalf a line');
  setInterval(() => {}, 1000);
`;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  // A zombie has ended; only its parent has not asked yet.
  return !/^State:\s+Z/m.test(statusOf(pid));
}

function statusOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return '';
  }
}

async function startFamily(ignored: string[] = []) {
  const processes = createProcesses();
  onTestFinished(() => processes.stop());
  const lines: string[] = [];
  const child = processes.start({
    name: 'family',
    command: process.execPath,
    args: ['-e', family(ignored)],
    env: process.env,
    cwd: '/',
    onLine: (line) => lines.push(line),
  });
  await vi.waitFor(() => expect(lines).toHaveLength(1), 5000);
  const [parent = 0, grandchild = 0] = lines[0]?.match(/\d+/g)?.map(Number) ?? [];
  return { processes, child, lines, parent, grandchild };
}

test('delivers output by lines, the last one too, and says how a program ended', async () => {
  const { child, lines, parent } = await startFamily();
  process.kill(parent, 'SIGKILL');
  expect(await child.ended).toBe('family ended by SIGKILL');
  await vi.waitFor(() => expect(lines.at(-1)).toBe('half a line'));
});

test('a program that ends takes along what it started', async () => {
  const { child, parent, grandchild } = await startFamily();
  expect(isAlive(grandchild)).toBe(true);
  process.kill(parent, 'SIGKILL');
  await child.ended;
  await vi.waitFor(() => expect(isAlive(grandchild)).toBe(false));
});

test('a program that does not listen is ended all the same', async () => {
  const { child, parent, grandchild } = await startFamily(['SIGTERM']);
  await child.end(100);
  expect(await child.ended).toBe('family ended by SIGKILL');
  expect([isAlive(parent), isAlive(grandchild)]).toEqual([false, false]);
});

test('a program that does not exist has ended', async () => {
  const processes = createProcesses();
  onTestFinished(() => processes.stop());
  const args = { command: '/no/such/program', args: [], env: {}, cwd: '/', onLine: () => {} };
  const child = processes.start({ name: 'ghost', ...args });
  expect(await child.ended).toMatch(/ghost could not be started: .*ENOENT/);
});

test('nothing survives even if the one that started it is killed', async () => {
  const script = join(tempDir(), 'start.mjs');
  const library = new URL('./processes.mjs', import.meta.url).href;
  writeFileSync(
    script,
    `import { createProcesses } from ${JSON.stringify(library)};
    createProcesses().start({ name: 'x', command: process.execPath,
      args: ['-e', ${JSON.stringify(family())}], env: process.env, cwd: '/',
      onLine: (line) => console.log(line) });`,
  );
  const starter = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  starter.stdout.on('data', (text: Buffer) => {
    output += text.toString();
  });
  await vi.waitFor(() => expect(output).toContain('pids'), 5000);
  const pids = output.match(/\d+/g)?.map(Number) ?? [];
  expect(pids.map(isAlive)).toEqual([true, true]);
  starter.kill('SIGKILL');
  await vi.waitFor(() => expect(pids.map(isAlive)).toEqual([false, false]), 5000);
});
