// @vitest-environment jsdom
import { act, renderHook } from '@testing-library/react';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FileEntry } from '../../catalogs/slate/index.ts';
import { followExpanded, revealing, useExpanded } from './expanded.ts';
import { FileJournal } from './journal.ts';
import {
  ancestorsOf,
  applyFileEvents,
  type Directory,
  type FileEvent,
  findById,
  findEntry,
  movedTo,
  pathProblem,
  withAuthors,
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

  test('and stays sorted, whatever happens in one batch', () => {
    const name = fc.constantFrom('a', 'B', 'c', 'C', 'd', 'e', 'ä', 'Z9', 'z10');
    const kind = fc.constantFrom<FileEntry['kind']>('file', 'directory');
    const type = fc.constantFrom('created', 'updated', 'deleted');
    const some = fc.array(fc.tuple(type, fc.nat(5), name, kind, fc.boolean()), { maxLength: 12 });
    fc.assert(
      fc.property(some, some, (first, second) => {
        let known = directory('');
        const all = new Map<string, string>();
        for (const batch of [first, second]) {
          const events = batch.map(([of, id, path, its, isElsewhere]) =>
            event(of, { ...entry(isElsewhere ? `x/${path}` : path, its), fileId: `f${id}` }),
          );
          known = applyFileEvents(known, events);
          for (const { type: of, fileId, data } of events as never as {
            type: string;
            fileId: string;
            data: FileEntry;
          }[]) {
            if (of === 'deleted' || data.path.includes('/')) all.delete(fileId);
            else all.set(fileId, `${data.kind} ${data.path}`);
          }
        }
        const shown = known.entries.map((one) => `${one.kind} ${one.path}`);
        expect(shown.toSorted()).toEqual([...all.values()].toSorted());
        const keys = known.entries.map(
          (one) => `${one.kind === 'directory' ? 0 : 1}${one.path.toLowerCase()}/${one.path}`,
        );
        expect(keys).toEqual(keys.toSorted());
      }),
    );
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

test('what is at a path is known once all directories above it are', () => {
  const known = new Map([
    ['', directory('', entry('src', 'directory'), entry('a.txt'))],
    ['src', directory('src', entry('src/b.txt'))],
  ]);
  expect(findEntry(known, 'a.txt')).toMatchObject({ path: 'a.txt' });
  expect(findEntry(known, 'src/b.txt')).toMatchObject({ path: 'src/b.txt' });
  expect(findEntry(known, 'src/c.txt')).toBe('missing');
  expect(findEntry(known, 'none/deep/c.txt')).toBe('missing');
  expect(findEntry(new Map(), 'a.txt')).toBe('unknown');
  expect(findEntry(new Map([['', known.get('') as Directory]]), 'src/b.txt')).toBe('unknown');
  expect(findById(known, 'id-src/b.txt')).toMatchObject({ path: 'src/b.txt' });
  expect(findById(known, 'none')).toBeNull();
});

test('who changed a file last is known while that was done through Slate', () => {
  const by = (path: string, name?: string) => event('updated', entry(path), { by: name });
  const none = new Map<string, string>();
  expect(withAuthors(none, [by('a'), by('b')])).toBe(none);
  const some = withAuthors(none, [by('a', 'Ada'), by('b', 'Grace')]);
  expect([...some]).toEqual([
    ['id-a', 'Ada'],
    ['id-b', 'Grace'],
  ]);
  expect(withAuthors(some, [by('a', 'Ada')])).toBe(some);
  expect([...withAuthors(some, [by('a'), by('b', 'Alan')])]).toEqual([['id-b', 'Alan']]);
});

test('events that come while a directory is read are not lost', async () => {
  const journal = new FileJournal();
  const answer = Promise.withResolvers<Directory>();
  const old = [event('created', entry('before.txt'))];
  journal.add(old);
  const reading = journal.read(() => answer.promise);
  journal.add([event('created', entry('made.txt')), event('deleted', entry('gone.txt'))]);
  answer.resolve(directory('', entry('gone.txt'), entry('here.txt')));
  expect(paths(await reading)).toEqual(['here.txt', 'made.txt']);
  const next = journal.read(async () => directory('', entry('here.txt')));
  expect(paths(await next)).toEqual(['here.txt']);
});

describe('the open directories', () => {
  test('are kept for this tab, whatever is stored, with those of the open file', () => {
    const open = (projectId: string, path: string) =>
      renderHook(() => useExpanded(projectId, path)).result.current;
    const { result } = renderHook(() => useExpanded('p1', 'a/b/c.txt'));
    expect([...result.current[0]]).toEqual(['a', 'a/b']);
    act(() => result.current[1]((before) => new Set([...before, 'x'])));
    expect([...open('p1', '')[0]]).toEqual(['a', 'a/b', 'x']);
    expect([...open('p2', '')[0]]).toEqual([]);
    sessionStorage.setItem('slate.files.p1', '{"broken":');
    expect([...open('p1', 'y/z')[0]]).toEqual(['y']);
  });

  test('are followed when they are moved, and forgotten when they are deleted', () => {
    const expanded = new Set(['a', 'a/b', 'c']);
    const moved = (from: string, to: string) =>
      event('updated', { ...entry(from, 'directory'), path: to }, { previousPath: from });
    const after = followExpanded(expanded, [
      moved('a', 'z'),
      moved('a/b', 'z/b'),
      event('deleted', entry('c', 'directory')),
    ]);
    expect([...after]).toEqual(['z', 'z/b']);
    const others = [event('created', entry('c', 'directory')), event('updated', entry('a/x.txt'))];
    expect(followExpanded(expanded, others)).toBe(expanded);
  });

  test('are those above a path that is opened', () => {
    const expanded = new Set(['a']);
    expect(revealing(expanded, 'a/x.txt')).toBe(expanded);
    expect([...revealing(expanded, 'a/b/x.txt')]).toEqual(['a', 'a/b']);
  });
});
