import { mkdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { temporaryDirectory, until } from '../testing/workbench.ts';
import { openProjectFiles } from './projectFiles.ts';

/** A project in a directory of which more is known than what is watched. */
async function setUp(content: Readonly<Record<string, string>>) {
  const around = temporaryDirectory('slate-files');
  const dir = join(around, 'web');
  const write = (path: string, text: string) => {
    mkdirSync(join(dir, path, '..'), { recursive: true });
    writeFileSync(join(dir, path), text);
  };
  for (const [path, text] of Object.entries(content)) write(path, text);
  const said: string[] = [];
  const changes: string[] = [];
  const files = await openProjectFiles({
    ...{ projectId: 'web', dir, dataDir: temporaryDirectory('slate-data') },
    readOnlyReason: async () => null,
    say: (line) => said.push(line),
    onChanges: (some) => changes.push(...some.map(({ kind, entry }) => `${kind} ${entry.path}`)),
  });
  onTestFinished(() => files.close());
  const sizeIs = (path: string, size: number | undefined) =>
    until(() => expect(files.at(path)?.size).toBe(size));
  return { around, dir, write, files, said, changes, sizeIs };
}

describe('the files of a project are seen', () => {
  test('in a directory that was moved, also back and forth', async () => {
    const { dir, write, sizeIs } = await setUp({ 'a/x.txt': 'x' });
    for (const [from, to] of [
      ['a', 'b'],
      ['b', 'a'],
      ['a', 'c'],
    ] as const) {
      renameSync(join(dir, from), join(dir, to));
      await sizeIs(`${from}/x.txt`, undefined);
      await sizeIs(`${to}/x.txt`, 1);
      write(`${to}/x.txt`, 'longer');
      await sizeIs(`${to}/x.txt`, 6);
      write(`${to}/x.txt`, 'x');
      await sizeIs(`${to}/x.txt`, 1);
    }
  });

  test('in a directory that was moved out, changed there, and moved in', async () => {
    const { around, dir, write, sizeIs } = await setUp({ 'a/x.txt': 'x' });
    renameSync(join(dir, 'a'), join(around, 'a'));
    await sizeIs('a/x.txt', undefined);
    writeFileSync(join(around, 'a', 'x.txt'), 'outside');
    renameSync(join(around, 'a'), join(dir, 'a'));
    await sizeIs('a/x.txt', 7);
    write('a/x.txt', 'x');
    await sizeIs('a/x.txt', 1);
    renameSync(join(dir, 'a'), join(around, 'a'));
    renameSync(join(around, 'a'), join(dir, 'a'));
    write('a/x.txt', 'at once');
    await sizeIs('a/x.txt', 7);
  });

  test('after many saves within milliseconds, in place and by rename', async () => {
    const { dir, write, sizeIs, files } = await setUp({ 'a.txt': 'x' });
    const id = files.at('a.txt')?.fileId;
    for (let size = 1; size <= 50; size++) {
      write('.a.txt.swp', 'x'.repeat(size));
      renameSync(join(dir, '.a.txt.swp'), join(dir, 'a.txt'));
    }
    await sizeIs('a.txt', 50);
    for (let size = 1; size <= 50; size++) write('a.txt', 'x'.repeat(size + 100));
    await sizeIs('a.txt', 150);
    expect(files.at('a.txt')?.fileId).toBe(id);
    rmSync(join(dir, 'a.txt'));
    write('a.txt', 'made at once');
    await sizeIs('a.txt', 12);
    write('a.txt', 'and on');
    await sizeIs('a.txt', 6);
  });

  test('with the time that they had before', async () => {
    const { dir, write, sizeIs } = await setUp({ 'a.txt': 'x' });
    const setTime = () => utimesSync(join(dir, 'a.txt'), 1_000, 1_000);
    setTime();
    write('a.txt', 'longer');
    setTime();
    await sizeIs('a.txt', 6);
  });

  test('under a name in another case, as the same file', async () => {
    const { dir, files } = await setUp({ 'a.txt': 'x' });
    const id = files.at('a.txt')?.fileId;
    renameSync(join(dir, 'a.txt'), join(dir, 'A.txt'));
    await until(() => expect(files.at('A.txt')?.fileId).toBe(id));
    expect(files.at('a.txt')).toBeUndefined();
  });

  test('once, however their links lead in circles', async () => {
    const { dir, files } = await setUp({ 'a/x.txt': 'x' });
    symlinkSync('..', join(dir, 'a', 'up'));
    symlinkSync('self', join(dir, 'self'));
    await files.rescan();
    const paths = files.below('').map(({ path }) => path);
    expect(paths.toSorted()).toEqual(['a', 'a/up', 'a/x.txt', 'self']);
  });
});

test('a project whose directory is gone keeps its files until it is back, and goes on then', async () => {
  const { around, dir, write, files, said, changes, sizeIs } = await setUp({
    'a.txt': 'x',
    'sub/b.txt': 'b',
  });
  const id = files.at('a.txt')?.fileId ?? '';
  renameSync(dir, join(around, 'away'));
  await until(() => expect(said.join()).toMatch(/^web: its directory .* is gone/));
  expect(files.at('a.txt')?.fileId).toBe(id);
  expect(files.readOnlyReason).toMatch(/is gone/);
  await expect(files.locate(id)).rejects.toThrow(/gone/);
  await expect(files.change(['new'], 'Ada', async () => {})).rejects.toThrow(/is gone/);
  writeFileSync(join(around, 'away', 'a.txt'), 'longer');
  renameSync(join(around, 'away'), dir);
  await sizeIs('a.txt', 6);
  await until(() => expect(said).toHaveLength(2));
  expect(files.at('a.txt')?.fileId).toBe(id);
  expect(files.readOnlyReason).toBeNull();
  write('sub/b.txt', 'on');
  await sizeIs('sub/b.txt', 2);
  expect(changes).toEqual(['updated a.txt', 'updated sub/b.txt']);

  rmSync(dir, { recursive: true });
  await until(() => expect(said).toHaveLength(3));
  write('c.txt', 'another');
  await sizeIs('c.txt', 7);
  expect(files.at('a.txt')).toBeUndefined();
});
