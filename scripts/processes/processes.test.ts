import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { tempDir } from '../testing/tempDir.ts';
import { startZombie } from '../testing/zombie.ts';
import { isAlive } from '../../agent/testing/workbench.ts';
import { endGroups } from './processGroups.ts';
import { createProcesses } from './processes.ts';

/** A program that starts another, says both numbers, and ignores the signals in `ignored`. */
const family = (ignored: string[] = []) => `
  const { spawn } = require('node:child_process');
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  for (const signal of ${JSON.stringify(ignored)}) process.on(signal, () => {});
  process.stdout.write('pids ' + process.pid + ' ' + child.pid + '\\nhalf a line');
  setInterval(() => {}, 1000);
`;

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

test.runIf(process.platform === 'linux')(
  'a group is not waited for when all that is left of it has ended already',
  async () => endGroups([await startZombie()], 3_600_000),
);

test('nothing is started while all is being stopped', async () => {
  const { processes } = await startFamily();
  const stopped = processes.stop();
  const late = { name: 'late', command: 'true', args: [], env: {}, cwd: '/', onLine: () => {} };
  expect(() => processes.start(late)).toThrow('late is not started');
  await stopped;
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
  const library = new URL('./processes.ts', import.meta.url).href;
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

test('stopping waits for what a killed program still ends itself', async () => {
  const processes = createProcesses();
  const lines: string[] = [];
  // As the agent does: something outlives it, out of its group, until its work is done.
  const code = `
    const { spawn } = require('node:child_process');
    spawn('sh', ['-c', 'cat; sleep 0.3; echo cleaned up'], { detached: true, stdio: ['pipe', 1, 2] });
    console.log('up');
    setInterval(() => {}, 1000);
  `;
  processes.start({
    name: 'agent',
    command: process.execPath,
    args: ['-e', code],
    env: process.env,
    cwd: '/',
    onLine: (line) => lines.push(line),
  });
  await vi.waitFor(() => expect(lines).toEqual(['up']), 5000);
  processes.killNow();
  await processes.stop();
  expect(lines).toEqual(['up', 'cleaned up']);
});
