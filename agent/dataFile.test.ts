import * as fs from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import * as z from 'zod/mini';
import { dataFile } from './dataFile.ts';
import { temporaryDirectory } from './testing/workbench.ts';

const calls: string[] = [];

vi.mock('node:fs', async (original) => {
  const real = await original<typeof fs>();
  const paths = new Map<number, unknown>();
  return {
    ...real,
    openSync(...args: Parameters<typeof fs.openSync>) {
      const fd = real.openSync(...args);
      paths.set(fd, args[0]);
      return fd;
    },
    fsyncSync(fd: number) {
      calls.push(`fsync ${String(paths.get(fd))}`);
      real.fsyncSync(fd);
    },
    writeFileSync(path: string, data: string, options: { flush?: boolean } = {}) {
      calls.push(`write ${path}${options.flush ? ' and fsync' : ''}`);
      real.writeFileSync(path, data, options);
    },
    renameSync(from: string, to: string) {
      calls.push(`rename ${from} ${to}`);
      real.renameSync(from, to);
    },
  };
});

beforeEach(() => {
  calls.length = 0;
});

test('a damaged data file counts as empty', () => {
  const path = join(temporaryDirectory(), 'x.json');
  const file = dataFile(path, z.array(z.number()), []);
  expect(file.read()).toEqual([]);
  file.write([1]);
  expect(file.read()).toEqual([1]);
  for (const damaged of ['[1', '["a"]']) {
    fs.writeFileSync(path, damaged);
    expect(file.read()).toEqual([]);
  }
});

test('a data file that can not be written stops nothing', () => {
  const blocked = join(temporaryDirectory(), 'file');
  fs.writeFileSync(blocked, '');
  const file = dataFile(join(blocked, 'x.json'), z.array(z.number()), []);
  expect(() => file.write([1])).not.toThrow();
});

test('is on the disk before it takes the place of the one before, and stays in that place', () => {
  const path = join(temporaryDirectory(), 'x.json');
  dataFile(path, z.array(z.number()), []).write([1]);
  const draft = `${path}.${process.pid}.tmp`;
  expect(calls).toEqual([
    `write ${draft} and fsync`,
    `rename ${draft} ${path}`,
    `fsync ${dirname(path)}`,
  ]);
});

test('about processes is not synced: a power failure ends them all', () => {
  dataFile(join(temporaryDirectory(), 'x.json'), z.array(z.number()), [], 'crash').write([1]);
  expect(calls.join()).not.toContain('fsync');
});
