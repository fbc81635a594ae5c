import { describe, expect, test } from 'vitest';
import type { FileEntry } from '../../catalogs/slate/index.ts';
import {
  ancestorsOf,
  applyFileEvents,
  type Directory,
  type FileEvent,
  movedTo,
  pathProblem,
} from './model.ts';

const entry = (path: string, kind: FileEntry['kind'] = 'file'): FileEntry => ({
  ...{ fileId: `id-${path}`, path, kind, size: 1, modifiedAt: 1, revision: 'r1' },
});
const directory = (path: string, ...entries: FileEntry[]): Directory => ({
  ...{ path, entries, editable: { mode: 'editable' }, isTruncated: false },
});
const event = (type: string, { fileId, ...data }: FileEntry, rest = {}) =>
  ({
    ...{ type, fileId, projectId: 'p1', timestamp: 1, data: { ...data, ...rest } },
  }) as unknown as FileEvent;
const paths = ({ entries }: Directory) => entries.map(({ path }) => path);

describe('a directory follows events', () => {
  const root = directory('', entry('src', 'directory'), entry('b.txt'));

  test('of what is made, changed and deleted in it, in order of names', () => {
    const made = applyFileEvents(root, [
      event('created', entry('a.txt')),
      event('created', entry('lib', 'directory')),
      event('created', entry('src/x.ts')),
    ]);
    expect(paths(made)).toEqual(['lib', 'src', 'a.txt', 'b.txt']);
    const grown = applyFileEvents(made, [event('updated', entry('b.txt'), { size: 9 })]);
    expect(grown.entries.at(-1)?.size).toBe(9);
    const gone = applyFileEvents(grown, [event('deleted', entry('src', 'directory'))]);
    expect(paths(gone)).toEqual(['lib', 'a.txt', 'b.txt']);
  });

  test('of what is moved into it, within it and out of it', () => {
    const moved = (from: string, to: string) =>
      event('updated', { ...entry(from), path: to }, { previousPath: from });
    expect(paths(applyFileEvents(root, [moved('b.txt', 'c.txt')]))).toEqual(['src', 'c.txt']);
    expect(paths(applyFileEvents(root, [moved('b.txt', 'src/b.txt')]))).toEqual(['src']);
    expect(paths(applyFileEvents(root, [moved('src/a', 'a')]))).toEqual(['src', 'a', 'b.txt']);
  });

  test('and is the same one when none concerns it', () => {
    const others = [event('created', entry('src/x.ts')), event('deleted', entry('src/y.ts'))];
    expect(applyFileEvents(root, others)).toBe(root);
    const vague = { ...event('created', entry('z')), data: { path: 'z' } } as unknown as FileEvent;
    expect(
      applyFileEvents(root, [vague, { ...vague, data: undefined } as unknown as FileEvent]),
    ).toBe(root);
  });

  test('and an open file is followed to where it was moved', () => {
    const events = [
      event('updated', { ...entry('a'), path: 'b' }, { previousPath: 'a' }),
      event('updated', { ...entry('a'), path: 'c' }, { previousPath: 'b' }),
    ];
    expect(movedTo('a', events)).toBe('c');
    expect(movedTo('x', events)).toBeNull();
  });
});

test('the directories above a path', () => {
  expect(ancestorsOf('a/b/c.txt')).toEqual(['a', 'a/b']);
  expect(ancestorsOf('c.txt')).toEqual([]);
});

test.each(['', ' ', '/a', 'a//b', '../a', 'a/.', 'a\\b'])('%j is no path to type', (path) => {
  expect(pathProblem(path)).not.toBeNull();
});
