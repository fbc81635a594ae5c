import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { temporaryDirectory } from '../testing/workbench.ts';
import { createFileCommands } from './fileCommands.ts';
import type { FileChange } from './fileEntry.ts';
import { openProjectFiles } from './projectFiles.ts';

async function setUp(content: Readonly<Record<string, string>>, readOnly: string | null = null) {
  const dir = temporaryDirectory('slate-files');
  const dataDir = temporaryDirectory('slate-data');
  const write = (path: string, text: string) => {
    mkdirSync(join(dir, path, '..'), { recursive: true });
    writeFileSync(join(dir, path), text);
  };
  for (const [path, text] of Object.entries(content)) write(path, text);
  const changes: FileChange[] = [];
  const files = await openProjectFiles({
    ...{ projectId: 'web', dir, dataDir, isWatched: false },
    readOnlyReason: async () => readOnly,
    say: () => {},
    onChanges: (some) => changes.push(...some),
  });
  onTestFinished(() => files.close());
  const commands = createFileCommands(files, dataDir);
  const at = (path: string) => {
    const entry = files.at(path);
    if (!entry) throw new Error(`no ${path}`);
    return entry;
  };
  return { dir, dataDir, write, changes, files, commands, at };
}

const HOSTILE = [
  '..',
  '../x',
  '/etc/x',
  'a/../../x',
  'x\0',
  '.git/hooks/pre-commit',
  '.env',
  'sub/.env.local',
  'node_modules/x',
  'out/x',
  'id_rsa',
  'a\\b',
];

describe('the page’s commands', () => {
  test('list a directory, directories first, in pages, and say whether it may be edited', async () => {
    const { commands, at } = await setUp({ 'b.txt': 'b', 'a.txt': 'a', 'sub/c.txt': 'c' });
    const listed = commands.list({});
    expect(listed).toMatchObject({ projectId: 'web', path: '', editable: { mode: 'editable' } });
    expect(listed.entries.map(({ path }) => path)).toEqual(['sub', 'a.txt', 'b.txt']);
    expect(listed.entries[1]).toEqual(at('a.txt'));
    expect(commands.list({ path: 'sub' }).entries.map(({ path }) => path)).toEqual(['sub/c.txt']);
    for (const path of ['none', 'a.txt', '..', '.git']) {
      expect(() => commands.list({ path })).toThrow(/no directory/);
    }
    const many = await setUp(
      Object.fromEntries(Array.from({ length: 1_205 }, (_, n) => [`f${n}`, ''])),
    );
    const first = many.commands.list({});
    const second = many.commands.list({ cursor: first.cursor });
    expect([first.entries.length, second.entries.length]).toEqual([1_000, 205]);
    expect(second.cursor).toBeUndefined();
    const all = [...first.entries, ...second.entries].map(({ path }) => path);
    expect(new Set(all).size).toBe(1_205);
  });

  test('make, move, delete and restore, and each change names who did it', async () => {
    const { dir, commands, changes } = await setUp({ 'a.txt': 'a' });
    const made = await commands.create('new', 'directory', 'Ada');
    expect(made).toMatchObject({ path: 'new', kind: 'directory' });
    const file = await commands.create('new/b.txt', 'file', 'Ada');
    const { revision } = file;
    const moved = await commands.move(file.fileId, { path: 'c.txt', revision }, 'Grace');
    expect(moved).toMatchObject({ path: 'c.txt', fileId: file.fileId });
    expect(moved.revision).not.toBe(revision);
    writeFileSync(join(dir, 'new', 'inner.txt'), 'kept');
    const { fileId } = await commands.create('new/other.txt', 'file', 'Ada');
    expect(await commands.remove(made.fileId, made.revision, 'Ada')).toEqual({
      fileId: made.fileId,
      restorable: true,
    });
    expect(existsSync(join(dir, 'new'))).toBe(false);
    const restored = await commands.restore(made.fileId, 'Grace');
    expect(restored).toMatchObject({ path: 'new', fileId: made.fileId });
    expect(readFileSync(join(dir, 'new', 'inner.txt'), 'utf8')).toBe('kept');
    expect(commands.list({ path: 'new' }).entries).toMatchObject([
      { path: 'new/inner.txt' },
      { path: 'new/other.txt', fileId },
    ]);
    await expect(commands.restore(made.fileId, 'Ada')).rejects.toMatchObject({ code: 'not-found' });
    expect(changes.map((one) => `${one.by} ${one.kind} ${one.entry.path}`)).toEqual([
      'Ada created new',
      'Ada created new/b.txt',
      'Grace updated c.txt',
      'Ada created new/other.txt',
      'Ada deleted new/other.txt',
      'Ada deleted new',
      'Grace created new',
      'Grace created new/inner.txt',
      'Grace created new/other.txt',
    ]);
  });

  test('are refused where the file is another than was seen, with the file as it is now', async () => {
    const { dir, commands, at, files, write } = await setUp({ 'a.txt': 'a' });
    const { fileId, revision } = at('a.txt');
    write('a.txt', 'longer');
    await files.rescan();
    const theirs = at('a.txt');
    const changed = { code: 'changed', details: { theirs } };
    await expect(commands.move(fileId, { path: 'b.txt', revision }, 'Ada')).rejects.toMatchObject(
      changed,
    );
    await expect(commands.remove(fileId, revision, 'Ada')).rejects.toMatchObject(changed);
    await expect(commands.remove('none', revision, 'Ada')).rejects.toMatchObject({
      code: 'not-found',
    });
    expect(readdirSync(dir)).toEqual(['a.txt']);
  });

  test('never overwrite, also not what is not shown', async () => {
    const { dir, commands, at, write } = await setUp({ 'a.txt': 'a', 'b.txt': 'b' });
    const { fileId, revision } = at('a.txt');
    const conflict = { code: 'conflict' };
    await expect(commands.create('b.txt', 'file', 'Ada')).rejects.toMatchObject(conflict);
    await expect(commands.move(fileId, { path: 'b.txt', revision }, 'Ada')).rejects.toMatchObject(
      conflict,
    );
    await commands.remove(fileId, revision, 'Ada');
    write('a.txt', 'another');
    await expect(commands.restore(fileId, 'Ada')).rejects.toMatchObject(conflict);
    expect(readFileSync(join(dir, 'a.txt'), 'utf8')).toBe('another');
    expect(readFileSync(join(dir, 'b.txt'), 'utf8')).toBe('b');
  });

  test.each(HOSTILE)('reach nothing at a path like %j', async (path) => {
    const { dir, commands, at } = await setUp({ 'a.txt': 'a', '.gitignore': 'out\n' });
    for (const sub of ['sub', 'out', 'node_modules', '.git/hooks']) {
      mkdirSync(join(dir, sub), { recursive: true });
    }
    const { fileId, revision } = at('a.txt');
    const invalid = { code: 'invalid' };
    for (const kind of ['file', 'directory'] as const) {
      await expect(commands.create(path, kind, 'Ada')).rejects.toMatchObject(invalid);
    }
    await expect(commands.move(fileId, { path, revision }, 'Ada')).rejects.toMatchObject(invalid);
    expect(readFileSync(join(dir, 'a.txt'), 'utf8')).toBe('a');
  });

  test('go through no link, and never move a directory into itself', async () => {
    const { dir, commands, at, files } = await setUp({ 'a.txt': 'a', 'sub/b.txt': 'b' });
    const outside = temporaryDirectory('slate-outside');
    symlinkSync(outside, join(dir, 'link'));
    await files.rescan();
    const { fileId, revision } = at('a.txt');
    await expect(commands.create('link/x', 'file', 'Ada')).rejects.toThrow(/link/);
    await expect(commands.move(fileId, { path: 'link/x', revision }, 'Ada')).rejects.toThrow(
      /link/,
    );
    const sub = at('sub');
    await expect(
      commands.move(sub.fileId, { path: 'sub/in', revision: sub.revision }, 'Ada'),
    ).rejects.toThrow(/into itself/);
    const link = at('link');
    await commands.remove(link.fileId, link.revision, 'Ada');
    expect(existsSync(outside)).toBe(true);
    await commands.restore(link.fileId, 'Ada');
    expect(at('link').kind).toBe('link');
    expect(readdirSync(outside)).toEqual([]);
  });

  test('change nothing in a project that is read-only, and say why', async () => {
    const { commands, at } = await setUp({ 'a.txt': 'a' }, 'Read-only: start with --edit.');
    const { fileId, revision } = at('a.txt');
    expect(commands.list({}).editable).toEqual({
      mode: 'readOnly',
      reason: 'Read-only: start with --edit.',
    });
    const refused = { code: 'invalid', message: 'Read-only: start with --edit.' };
    await expect(commands.create('b', 'file', 'Ada')).rejects.toMatchObject(refused);
    await expect(commands.remove(fileId, revision, 'Ada')).rejects.toMatchObject(refused);
    await expect(commands.move(fileId, { path: 'b', revision }, 'Ada')).rejects.toMatchObject(
      refused,
    );
    expect(at('a.txt').fileId).toBe(fileId);
  });

  test('give the text of the last commit, and say why there is none', async () => {
    const { dir, commands, at, files, write } = await setUp({ 'a.txt': 'old\n', 'bin.dat': '\0' });
    expect(await commands.base(at('a.txt').fileId)).toEqual({
      text: null,
      reason: 'It is in no commit.',
    });
    const git = (...args: string[]) =>
      execFileSync('git', ['-C', dir, '-c', 'user.name=a', '-c', 'user.email=a@b', ...args]);
    git('init', '-q');
    git('add', '.');
    git('commit', '-qm', 'one');
    write('a.txt', 'new\n');
    write('c.txt', 'c');
    await files.rescan();
    expect(await commands.base(at('a.txt').fileId)).toEqual({ text: 'old\n' });
    expect(await commands.base(at('c.txt').fileId)).toMatchObject({ text: null });
    expect(await commands.base(at('bin.dat').fileId)).toMatchObject({ reason: /binary/ });
  });

  test('find files by the letters of their names, the best first', async () => {
    const { commands } = await setUp({
      'src/main.ts': '',
      'src/domain.ts': '',
      'main/other.ts': '',
      'deep/er/main.ts': '',
      'm/a/i/n.ts': '',
      'README.md': '',
    });
    const find = (query: string, limit?: number) =>
      commands.find(query, limit).files.map(({ path }) => path);
    expect(find('main.ts')).toEqual([
      'src/main.ts',
      'deep/er/main.ts',
      'src/domain.ts',
      'm/a/i/n.ts',
      'main/other.ts',
    ]);
    expect(find('readme')).toEqual(['README.md']);
    expect(find('main', 1)).toEqual(['src/main.ts']);
    expect(find('zzz')).toEqual([]);
    expect(find('', 2)).toHaveLength(2);
  });
});

describe('a search in files', () => {
  const all = async (
    commands: Awaited<ReturnType<typeof setUp>>['commands'],
    input: { query: string; regex?: boolean; matchCase?: boolean },
  ) => {
    const found: string[] = [];
    let cursor: string | undefined;
    let pages = 0;
    do {
      const page = await commands.search({ ...input, cursor });
      found.push(...page.matches.map((one) => `${one.path}:${one.line}:${one.column}`));
      ({ cursor } = page);
      pages += 1;
      expect(page.done).toBe(cursor === undefined);
    } while (cursor !== undefined);
    return { found, pages };
  };

  test('finds text and expressions, with and without case, not in what is hidden or binary', async () => {
    const { commands } = await setUp({
      'b.txt': 'one\r\nTwo two\n',
      'a.txt': 'two.\n',
      '.env': 'two',
      'bin.dat': 'two\0',
      '.gitignore': 'out\n',
      'out/x.txt': 'two',
    });
    expect((await all(commands, { query: 'two' })).found).toEqual(['a.txt:1:1', 'b.txt:2:1']);
    expect((await all(commands, { query: 'two', matchCase: true })).found).toEqual([
      'a.txt:1:1',
      'b.txt:2:5',
    ]);
    expect((await all(commands, { query: 'o.$' })).found).toEqual([]);
    const regex = { query: 'o.$', regex: true };
    expect((await all(commands, regex)).found).toEqual(['a.txt:1:3']);
  });

  test('comes in pages that together are all of it', async () => {
    const text = Array.from({ length: 150 }, (_, n) => `match ${n}`).join('\n');
    const { commands } = await setUp({ a: text, b: text, c: text });
    const { found, pages } = await all(commands, { query: 'match' });
    expect(found).toHaveLength(450);
    expect(new Set(found).size).toBe(450);
    expect(pages).toBeGreaterThan(2);
  });

  test('shows the part of a long line that matches', async () => {
    const { commands } = await setUp({ a: `${'x'.repeat(5_000)}needle${'y'.repeat(5_000)}` });
    const [match] = (await commands.search({ query: 'needle' })).matches;
    const { text = '', start = 0, length = 0 } = match ?? {};
    expect(text.length).toBeLessThanOrEqual(240);
    expect(text.slice(start, start + length)).toBe('needle');
    expect(match?.column).toBe(5_001);
  });

  test('does not hang on an expression that would take a backtracking engine for ever', async () => {
    const { commands } = await setUp({ a: `${'a'.repeat(5_000)}!` });
    expect((await all(commands, { query: '(a+)+$', regex: true })).found).toEqual([]);
    expect((await all(commands, { query: '(a|a)*b', regex: true })).found).toEqual([]);
  });

  test('says what is wrong with an expression, and nothing else', async () => {
    const { commands } = await setUp({ a: 'a' });
    const message = 'This is not a regular expression: missing closing ).';
    await expect(commands.search({ query: '(', regex: true })).rejects.toThrow(message);
    await expect(commands.search({ query: '(', regex: true, matchCase: true })).rejects.toThrow(
      message,
    );
  });

  test.each([
    { query: '' },
    { query: 'x'.repeat(501) },
    { query: '(', regex: true },
    { query: '((a{1000}){1000}){1000}', regex: true },
    { query: '(?=a)', regex: true },
    { query: 'a', cursor: 'nonsense' },
    { query: 'a', cursor: Buffer.from('{"path":1}').toString('base64url') },
  ])('for %j is refused in words', async (input) => {
    const { commands } = await setUp({ a: 'a' });
    await expect(commands.search(input)).rejects.toMatchObject({ code: 'invalid' });
  });
});
