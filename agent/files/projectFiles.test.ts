import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { temporaryDirectory, until } from '../testing/workbench.ts';
import type { FileChange } from './fileEntry.ts';
import { openProjectFiles, type ProjectFilesOptions } from './projectFiles.ts';

async function setUp(options: Partial<ProjectFilesOptions> = {}) {
  const dir = options.dir ?? temporaryDirectory('slate-files');
  const dataDir = options.dataDir ?? temporaryDirectory('slate-data');
  const said: string[] = [];
  const changes: FileChange[] = [];
  const open = async (more: Partial<ProjectFilesOptions> = {}) => {
    const files = await openProjectFiles({
      projectId: 'web',
      readOnlyReason: async () => null,
      say: (line) => said.push(line),
      onChanges: (some) => changes.push(...some),
      ...{ dir, dataDir },
      ...options,
      ...more,
    });
    onTestFinished(() => files.close());
    return files;
  };
  const write = (path: string, text: string) => {
    mkdirSync(join(dir, path, '..'), { recursive: true });
    writeFileSync(join(dir, path), text);
  };
  /** Changes in words, which are then forgotten. */
  const take = () =>
    changes.splice(0).map((change) => {
      const from = change.kind === 'updated' && change.previousPath;
      return `${change.kind} ${from ? `${from} → ` : ''}${change.entry.path}`;
    });
  return { dir, dataDir, said, changes, open, write, take };
}

const paths = (entries: readonly { readonly path: string }[]) =>
  entries.map(({ path }) => path).toSorted();

describe('the files of a project', () => {
  test('are those that git does not ignore, without keys, packages and .git', async () => {
    const { dir, open, write } = await setUp();
    execFileSync('git', ['init', '-q', dir]);
    write('.git/info/exclude', '/excluded.txt\n');
    write('.gitignore', 'dist/\n*.log\n!keep.log\n');
    write('packages/a/.gitignore', '/out\n!wanted.log\n');
    for (const path of [
      'src/main.ts',
      'dist/main.js',
      'x.log',
      'keep.log',
      'excluded.txt',
      'packages/a/out/x.js',
      'packages/a/wanted.log',
      'packages/b/out/x.js',
      'node_modules/x/index.js',
      '.env',
      '.env.local',
      'id_rsa',
      'cert.pem',
    ]) {
      write(path, 'x');
    }
    const files = await open();
    expect(paths(files.below('').filter(({ kind }) => kind === 'file'))).toEqual([
      '.gitignore',
      'keep.log',
      'packages/a/.gitignore',
      'packages/a/wanted.log',
      'packages/b/out/x.js',
      'src/main.ts',
    ]);
    expect(files.childrenOf('packages').map(({ path, kind }) => `${kind} ${path}`)).toEqual([
      'directory packages/a',
      'directory packages/b',
    ]);
  });

  test('in a repository around the project follow its rules, unless it ignores the project', async () => {
    const around = temporaryDirectory('slate-repo');
    execFileSync('git', ['init', '-q', around]);
    writeFileSync(join(around, '.gitignore'), '*.tmp\n/apps/web/gen\n/data\n');
    for (const dir of ['apps/web/gen', 'data/web/gen']) {
      mkdirSync(join(around, dir), { recursive: true });
      writeFileSync(join(around, dir, 'a.txt'), 'a');
      writeFileSync(join(around, dir, '..', 'b.tmp'), 'a');
      writeFileSync(join(around, dir, '..', 'b.txt'), 'a');
    }
    const inside = await (await setUp({ dir: join(around, 'apps/web') })).open();
    expect(paths(inside.below(''))).toEqual(['b.txt']);
    const ignored = await (await setUp({ dir: join(around, 'data/web') })).open();
    expect(paths(ignored.below(''))).toEqual(['b.tmp', 'b.txt', 'gen', 'gen/a.txt']);
  });

  test('leave out the data directory, pipes and what is behind a link', async () => {
    const { dir, open, write } = await setUp();
    const outside = temporaryDirectory('slate-outside');
    writeFileSync(join(outside, 'secret'), 's');
    write('.slate/secrets.txt', 's');
    symlinkSync(outside, join(dir, 'link'));
    execFileSync('mkfifo', [join(dir, 'pipe')]);
    const files = await open({ dataDir: join(dir, '.slate') });
    expect(files.below('').map(({ path, kind }) => `${kind} ${path}`)).toEqual(['link link']);
    const link = files.at('link');
    expect(link?.readOnly).toMatch(/is a link/);
    await expect(files.locate(link?.fileId ?? '')).rejects.toThrow(/link/);
    await expect(files.locate('none')).rejects.toThrow(/gone/);
  });

  test('keep their ids over a restart, and only then changes are reported', async () => {
    const { dir, open, write, take } = await setUp();
    write('a.txt', 'a');
    write('b.txt', 'b');
    write('sub/c.txt', 'c');
    const first = await open();
    const ids = new Map(first.below('').map(({ path, fileId }) => [path, fileId]));
    expect(new Set(ids.values()).size).toBe(4);
    expect(take()).toEqual([]);
    await first.close();

    write('a.txt', 'longer');
    renameSync(join(dir, 'sub'), join(dir, 'moved'));
    rmSync(join(dir, 'b.txt'));
    write('new.txt', 'new');
    const second = await open();
    expect(take().toSorted()).toEqual([
      'created new.txt',
      'deleted b.txt',
      'updated a.txt',
      'updated sub → moved',
      'updated sub/c.txt → moved/c.txt',
    ]);
    expect(second.at('a.txt')?.fileId).toBe(ids.get('a.txt'));
    expect(second.at('moved/c.txt')?.fileId).toBe(ids.get('sub/c.txt'));
    expect(second.get(ids.get('b.txt') ?? '')).toBeUndefined();
    await second.close();
    await open();
    expect(take()).toEqual([]);
  });

  test('that are more than the limit are shown in part, and that is said once', async () => {
    const { open, write, said } = await setUp({ maxFiles: 3 });
    for (const name of ['a', 'b', 'c', 'd']) write(name, name);
    const files = await open();
    await files.rescan();
    expect(files.below('')).toHaveLength(3);
    expect(files.isTruncated()).toBe(true);
    expect(said).toEqual(['web has more than 3 files: the rest is not shown.']);
  });
});

describe('a change on disk', () => {
  test('is seen: made, written, renamed, deleted, also in a new directory', async () => {
    const { dir, open, write, take } = await setUp();
    write('a.txt', 'a');
    const files = await open();
    const seen: string[] = [];
    files.onChange(({ kind, entry }) => seen.push(`${kind} ${entry.path}`));
    const { fileId, revision } = files.at('a.txt') ?? {};
    write('a.txt', 'longer');
    await until(() => expect(take()).toEqual(['updated a.txt']));
    expect(files.at('a.txt')).toMatchObject({ fileId, size: 6 });
    expect(files.at('a.txt')?.revision).not.toBe(revision);
    write('deep/er/b.txt', 'b');
    await until(() => expect(files.at('deep/er/b.txt')).toBeDefined());
    expect(take()).toEqual(['created deep', 'created deep/er', 'created deep/er/b.txt']);
    write('deep/er/b.txt', 'longer');
    await until(() => expect(take()).toEqual(['updated deep/er/b.txt']));
    renameSync(join(dir, 'a.txt'), join(dir, 'z.txt'));
    await until(() => expect(take()).toEqual(['updated a.txt → z.txt']));
    expect(files.at('z.txt')?.fileId).toBe(fileId);
    rmSync(join(dir, 'deep'), { recursive: true });
    await until(() => expect(files.at('deep')).toBeUndefined());
    expect(take()).toEqual(['deleted deep/er/b.txt', 'deleted deep/er', 'deleted deep']);
    expect(seen).toHaveLength(9);
  });

  test('by a program that saves with a new file keeps the id; deleted and made later, it is another', async () => {
    const { dir, open, write, take } = await setUp();
    write('a.txt', 'a');
    const files = await open();
    const { fileId } = files.at('a.txt') ?? {};
    write('.a.txt.tmp', 'longer');
    renameSync(join(dir, '.a.txt.tmp'), join(dir, 'a.txt'));
    await until(() => expect(files.at('a.txt')?.size).toBe(6));
    await until(() => expect(take().at(-1)).toBe('updated a.txt'));
    expect(files.at('a.txt')?.fileId).toBe(fileId);
    rmSync(join(dir, 'a.txt'));
    await until(() => expect(files.at('a.txt')).toBeUndefined());
    write('a.txt', 'a');
    await until(() => expect(files.at('a.txt')).toBeDefined());
    expect(files.at('a.txt')?.fileId).not.toBe(fileId);
  });

  test('of the ignore rules hides and shows', async () => {
    const { open, write, take } = await setUp();
    write('out/a.txt', 'a');
    const files = await open();
    write('.gitignore', 'out\n');
    await until(() => expect(files.at('out/a.txt')).toBeUndefined());
    take();
    write('out/b.txt', 'b');
    write('.gitignore', '');
    await until(() => expect(files.at('out/b.txt')).toBeDefined());
    write('out/c.txt', 'c');
    await until(() => expect(files.at('out/c.txt')).toBeDefined());
  });

  test('of thousands of files at once comes once for each', async () => {
    const { dir, open, take } = await setUp();
    const files = await open();
    const count = 5_000;
    for (let at = 0; at < count; at++) {
      const sub = join(dir, `d${at % 50}`);
      mkdirSync(sub, { recursive: true });
      writeFileSync(join(sub, `f${at}`), 'x');
    }
    const reported: string[] = [];
    await until(() => {
      reported.push(...take());
      expect(files.below('')).toHaveLength(count + 50);
    });
    await files.rescan();
    reported.push(...take());
    expect(new Set(reported).size).toBe(count + 50);
    expect(reported).toHaveLength(count + 50);
  });
});

describe('saving', () => {
  test('replaces the content, keeps id and mode, and is not reported to who saved', async () => {
    const { dir, open, write, changes } = await setUp({ isWatched: false });
    write('run.sh', 'old');
    chmodSync(join(dir, 'run.sh'), 0o755);
    const files = await open();
    const heard: string[] = [];
    const own = () => void heard.push('own');
    files.onChange(own);
    files.onChange(({ by }) => heard.push(by ?? ''));
    const { fileId = '', revision } = files.at('run.sh') ?? {};
    const saved = await files.save(fileId, Buffer.from('new text'), { by: 'Ada', from: own });
    expect(saved).toMatchObject({ fileId, size: 8, path: 'run.sh' });
    expect(saved?.revision).not.toBe(revision);
    expect(readFileSync(join(dir, 'run.sh'), 'utf8')).toBe('new text');
    expect(statSync(join(dir, 'run.sh')).mode & 0o777).toBe(0o755);
    expect(heard).toEqual(['Ada']);
    expect(changes).toMatchObject([{ kind: 'updated', by: 'Ada', entry: { fileId } }]);
    expect(paths(files.below(''))).toEqual(['run.sh']);
  });

  test('leaves what is not what the caller knows', async () => {
    const { dir, open, write } = await setUp({ isWatched: false });
    write('a.txt', 'from elsewhere');
    const files = await open();
    const { fileId = '' } = files.at('a.txt') ?? {};
    const replaces = (onDisk: Buffer) => onDisk.toString() === 'mine';
    expect(await files.save(fileId, Buffer.from('new'), { replaces })).toBeNull();
    expect(readFileSync(join(dir, 'a.txt'), 'utf8')).toBe('from elsewhere');
  });

  test('is refused in a project that is read-only, and through a link', async () => {
    const { dir, open, write } = await setUp({ isWatched: false });
    write('a.txt', 'a');
    const readOnly = await open({
      readOnlyReason: async () => 'Read-only: start Slate with --edit.',
    });
    const { fileId = '' } = readOnly.at('a.txt') ?? {};
    await expect(readOnly.save(fileId, Buffer.from('b'))).rejects.toThrow(/--edit/);
    const files = await open();
    const outside = join(temporaryDirectory('slate-outside'), 'secret');
    writeFileSync(outside, 'secret');
    rmSync(join(dir, 'a.txt'));
    symlinkSync(outside, join(dir, 'a.txt'));
    await expect(files.save(fileId, Buffer.from('b'))).rejects.toThrow(/link/);
    await expect(files.locate(fileId)).rejects.toThrow(/link/);
    expect(readFileSync(outside, 'utf8')).toBe('secret');
  });

  test('an inode that is used again is no move', async () => {
    const { dir, open, write, take } = await setUp({ isWatched: false });
    write('a.txt', 'a');
    utimesSync(join(dir, 'a.txt'), 1, 1);
    const files = await open();
    rmSync(join(dir, 'a.txt'));
    write('b.txt', 'other');
    await files.rescan();
    expect(take()).toEqual(['created b.txt', 'deleted a.txt']);
  });
});
