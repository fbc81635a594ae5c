import { execFileSync } from 'node:child_process';
import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { temporaryDirectory } from '../testing/workbench.ts';
import { isPrivatePath, locateFile, locateNew, pathProblem } from './paths.ts';

const HOSTILE = [
  '',
  '/',
  '/etc/passwd',
  '..',
  '../secret',
  'a/../../secret',
  'a/..',
  './a',
  'a//b',
  'a/',
  'a\0b',
  'a\nb',
  'a\\..\\b',
  'C:/Windows',
  'c:a',
  'x'.repeat(1_025),
  'ü'.repeat(200),
];

const PRIVATE = [
  '.git',
  '.git/config',
  'sub/.GIT/hooks/pre-commit',
  'node_modules/x/index.js',
  '.env',
  '.env.local',
  'sub/.ENV.production',
  '.env. ',
  'id_rsa',
  'keys/id_ed25519',
  'cert.pem',
  'server.KEY',
  '.npmrc',
  '.slate-draft-1',
];

function createRoot(): string {
  const root = realpathSync(temporaryDirectory('slate-paths'));
  mkdirSync(join(root, 'dir'));
  writeFileSync(join(root, 'dir', 'a.txt'), 'a');
  return root;
}

describe('a path from outside', () => {
  test.each(HOSTILE)('like %j is malformed', async (path) => {
    expect(pathProblem(path)).not.toBeNull();
    await expect(locateFile(createRoot(), path)).rejects.toThrow(/path|name/i);
    await expect(locateNew(createRoot(), path)).rejects.toThrow(/path|name/i);
  });

  test.each(PRIVATE)('like %j is never shown', async (path) => {
    expect(isPrivatePath(path)).toBe(true);
    await expect(locateFile(createRoot(), path)).rejects.toThrow(/never shown|path/);
    await expect(locateNew(createRoot(), path)).rejects.toThrow(/never shown|path/);
  });

  test.each([
    'a.txt',
    'src/ünï/日本.ts',
    '.github/x.yml',
    'env',
    'a..b',
    '...',
    'gitignore',
    'a b',
  ])('like %j is fine', (path) => {
    expect(pathProblem(path)).toBeNull();
    expect(isPrivatePath(path)).toBe(false);
  });
});

describe('a file is located', () => {
  test('where it really is', async () => {
    const root = createRoot();
    expect(await locateFile(root, 'dir/a.txt')).toBe(join(root, 'dir', 'a.txt'));
    expect(await locateNew(root, 'dir/b.txt')).toBe(join(root, 'dir', 'b.txt'));
    expect(await locateNew(root, 'b.txt')).toBe(join(root, 'b.txt'));
  });

  test('never through a link, wherever in its path and wherever it leads', async () => {
    const root = createRoot();
    const outside = createRoot();
    symlinkSync(outside, join(root, 'out'));
    symlinkSync(join(outside, 'dir', 'a.txt'), join(root, 'out.txt'));
    symlinkSync('dir', join(root, 'inside'));
    symlinkSync(join(root, 'dir', 'a.txt'), join(root, 'inside.txt'));
    symlinkSync('nowhere', join(root, 'dangling'));
    symlinkSync('loop', join(root, 'loop'));
    for (const path of [
      'out/dir/a.txt',
      'out.txt',
      'inside/a.txt',
      'inside.txt',
      'dangling',
      'loop',
      'loop/a',
    ]) {
      await expect(locateFile(root, path)).rejects.toThrow(/link|gone/);
    }
    for (const path of ['out/new', 'out/dir/new', 'inside/new', 'dangling/new', 'loop/new']) {
      await expect(locateNew(root, path)).rejects.toThrow(/link|gone/);
    }
  });

  test('never if it is a directory, a pipe, a socket or a device', async () => {
    const root = createRoot();
    execFileSync('mkfifo', [join(root, 'pipe')]);
    const server = createServer().listen(join(root, 'socket'));
    onTestFinished(() => void server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    for (const path of ['dir', 'pipe', 'socket']) {
      await expect(locateFile(root, path)).rejects.toThrow(/not a regular file/);
    }
    await expect(locateFile('/dev', 'null')).rejects.toThrow(/not a regular file/);
  });

  test('never below a file, nor where there is nothing', async () => {
    const root = createRoot();
    await expect(locateFile(root, 'dir/a.txt/b')).rejects.toThrow(/gone/);
    await expect(locateFile(root, 'none')).rejects.toThrow(/gone/);
    await expect(locateNew(root, 'none/b')).rejects.toThrow(/gone/);
    await expect(locateNew(root, 'dir/a.txt/b')).rejects.toThrow(/not a directory/);
  });
});
