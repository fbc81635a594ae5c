import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readGit } from './git.ts';
import { temporaryDirectory } from '../testing/workbench.ts';

function repository() {
  const dir = temporaryDirectory('repository');
  const identity = ['-c', 'user.name=Ada Example', '-c', 'user.email=ada@example.com'];
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', dir, ...identity, ...args], { encoding: 'utf8' }).trim();
  git('init', '-q');
  git('checkout', '-q', '-b', 'feature/login');
  return { dir, git, write: (name: string, text: string) => writeFileSync(join(dir, name), text) };
}

test('a commit is read with its branch, subject and author', async () => {
  const { dir, git, write } = repository();
  write('a.txt', 'a');
  git('add', '.');
  git('commit', '-qm', 'Tokens “expire”\u0007 now\n\nA body.');
  const commit = git('rev-parse', 'HEAD');
  expect(await readGit(dir)).toEqual({
    branch: 'feature/login',
    commit,
    subject: 'Tokens “expire” now',
    author: 'Ada Example',
    dirty: false,
  });
  write('b.txt', 'not added');
  expect(await readGit(dir)).toMatchObject({ commit, dirty: true });
  git('checkout', '-q', '--detach');
  expect(await readGit(dir)).not.toHaveProperty('branch');
});

test('a repository without a commit says its branch, and what is no repository says nothing', async () => {
  const { dir } = repository();
  expect(await readGit(dir)).toEqual({ branch: 'feature/login', dirty: false });
  expect(await readGit(temporaryDirectory())).toEqual({});
  expect(await readGit('/nowhere/at/all')).toEqual({});
});

test('a directory inside a repository counts its own changes only; an ignored one is not part of it', async () => {
  const { dir, git, write } = repository();
  mkdirSync(join(dir, 'web'));
  mkdirSync(join(dir, 'made'));
  write('web/a.txt', 'a');
  write('.gitignore', 'made\n');
  git('add', '.');
  git('commit', '-qm', 'Both');
  write('b.txt', 'elsewhere');
  expect(await readGit(join(dir, 'web'))).toMatchObject({ subject: 'Both', dirty: false });
  expect(await readGit(join(dir, 'made'))).toEqual({});
});
