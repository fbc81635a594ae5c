import { createHash } from 'node:crypto';
import {
  appendFileSync,
  linkSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { collectArtifacts, MAX_ARTIFACTS, PIECE_BYTES, readArtifact } from './artifacts.ts';
import { temporaryDirectory } from '../testing/workbench.ts';

function makeFiles(files: Record<string, string>): string {
  const dir = join(temporaryDirectory('slate-artifacts'), 'web');
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), content);
  }
  return dir;
}

const pathsOf = async (dir: string, ...patterns: string[]) =>
  (await collectArtifacts(dir, patterns, null)).artifacts.map(({ path }) => path);

describe('collecting', () => {
  test('finds files by pattern, with size and hash', async () => {
    const dir = makeFiles({ 'dist/app.js': 'abc', 'dist/deep/b.css': '', 'src/app.js': 'x' });
    const { artifacts, omitted } = await collectArtifacts(dir, ['dist/**', 'dist/*.js'], null);
    expect(artifacts).toMatchObject([
      {
        path: 'dist/app.js',
        size: 3,
        sha256: createHash('sha256').update('abc').digest('hex'),
      },
      { path: 'dist/deep/b.css', size: 0 },
    ]);
    expect(omitted).toBe(0);
  });

  test('follows no link, to a file or to a directory, also at its beginning', async () => {
    const dir = makeFiles({ 'dist/real.txt': '1', 'src/own.txt': '2' });
    const outside = makeFiles({ 'secret.txt': 'secret' });
    symlinkSync(join(outside, 'secret.txt'), join(dir, 'dist/file.txt'));
    symlinkSync(outside, join(dir, 'dist/folder'));
    symlinkSync(outside, join(dir, 'out'));
    symlinkSync(join(dir, 'src'), join(dir, 'alias'));
    expect(await pathsOf(dir, '**', 'out/**', 'out/secret.txt', 'alias/**')).toEqual([
      'dist/real.txt',
      'src/own.txt',
    ]);
  });

  test('keeps out of node_modules and .git', async () => {
    const dir = makeFiles({ 'node_modules/a/b.txt': '', '.git/c.txt': '', 'd.txt': '' });
    expect(await pathsOf(dir, '**/*.txt')).toEqual(['d.txt']);
  });

  test('says how many it leaves out', async () => {
    const many = Object.fromEntries(
      Array.from({ length: MAX_ARTIFACTS + 3 }, (_, i) => [`out/${i}.txt`, '']),
    );
    const { artifacts, omitted } = await collectArtifacts(makeFiles(many), ['out/'], null);
    expect([artifacts.length, omitted]).toEqual([MAX_ARTIFACTS, 3]);
  });

  test('takes only what was written since, whatever its date says', async () => {
    const dir = makeFiles({ 'a.txt': 'a' });
    utimesSync(join(dir, 'a.txt'), 1, 1);
    expect((await collectArtifacts(dir, ['*.txt'], Date.now() - 60_000)).artifacts).toHaveLength(1);
    expect((await collectArtifacts(dir, ['*.txt'], Date.now() + 60_000)).artifacts).toEqual([]);
  });

  test('of a directory that is not there finds nothing', async () => {
    expect(await collectArtifacts('/no/such/place', ['**'], null)).toEqual({
      artifacts: [],
      omitted: 0,
    });
  });
});

describe('reading', () => {
  const content = 'x'.repeat(PIECE_BYTES + 10);

  async function setUp() {
    const dir = makeFiles({ 'dist/app.bin': content, 'secret.txt': 'secret' });
    const { artifacts } = await collectArtifacts(dir, ['dist/**'], null);
    const file = join(dir, 'dist/app.bin');
    const read = (path: string, offset = 0) => readArtifact(dir, artifacts, path, offset);
    return { dir, file, read };
  }

  test('gives a file piece by piece, and nothing beyond its end', async () => {
    const { read } = await setUp();
    const pieces: string[] = [];
    for (const offset of [0, PIECE_BYTES, PIECE_BYTES + 10, 1e15]) {
      const { data, size } = await read('dist/app.bin', offset);
      expect(size).toBe(content.length);
      pieces.push(Buffer.from(data, 'base64').toString());
    }
    expect(pieces.map(({ length }) => length)).toEqual([PIECE_BYTES, 10, 0, 0]);
    expect(pieces.join('')).toBe(content);
  });

  test.each([
    'secret.txt',
    '../web/secret.txt',
    'dist/../secret.txt',
    './dist/app.bin',
    'dist//app.bin',
    '/etc/passwd',
    'dist/app.bin\0',
    '',
  ])('refuses what was not recorded, letter by letter: %j', async (path) => {
    const { read } = await setUp();
    await expect(read(path)).rejects.toMatchObject({ code: 'not-found' });
  });

  test('refuses a file that has changed, in place or by another', async () => {
    const changes: ((file: string) => void)[] = [
      (file) => appendFileSync(file, 'y'),
      (file) => {
        writeFileSync(`${file}.new`, content);
        renameSync(`${file}.new`, file);
      },
      (file) => utimesSync(file, 5, 5),
    ];
    for (const change of changes) {
      const { file, read } = await setUp();
      change(file);
      await expect(read('dist/app.bin')).rejects.toMatchObject({
        code: 'conflict',
        message: expect.stringContaining('changed since this build'),
      });
    }
  });

  test('refuses a file that is gone', async () => {
    const { file, read } = await setUp();
    rmSync(file);
    await expect(read('dist/app.bin')).rejects.toMatchObject({ code: 'not-found' });
  });

  test('refuses a link that took its place, even to the very same file', async () => {
    const { dir, file, read } = await setUp();
    linkSync(file, join(dir, 'twin'));
    rmSync(file);
    symlinkSync(join(dir, 'twin'), file);
    await expect(read('dist/app.bin')).rejects.toMatchObject({ code: 'not-found' });
  });

  test('refuses a way that leads through a link now', async () => {
    const { dir, read } = await setUp();
    renameSync(join(dir, 'dist'), join(dir, 'moved'));
    symlinkSync(join(dir, 'moved'), join(dir, 'dist'));
    await expect(read('dist/app.bin')).rejects.toMatchObject({ code: 'not-found' });
  });
});
