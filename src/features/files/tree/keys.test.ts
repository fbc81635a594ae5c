import { describe, expect, test } from 'vitest';
import type { FileEntry } from '../../../catalogs/slate/index.ts';
import { findTyped, isTyping, moveOf, type Typed, typeInto } from './keys.ts';
import { canMoveInto, directoryAt, type TreeRow, visibleRows } from './rows.ts';

const entry = (path: string, kind: FileEntry['kind'] = 'file'): FileEntry => ({
  ...{ fileId: `id-${path}`, path, kind, size: 1, modifiedAt: 1, revision: 'r1' },
});
const directory = (path: string, ...entries: FileEntry[]) =>
  [path, { path, entries, editable: { mode: 'editable' }, isTruncated: false }] as const;
const known = new Map([
  directory('', entry('docs', 'directory'), entry('src', 'directory'), entry('README.md')),
  directory('src', entry('src/lib', 'directory'), entry('src/main.ts'), entry('src/menu.ts')),
  directory('src/lib', entry('src/lib/a.ts')),
]);
const rows = visibleRows(known, new Set(['src', 'src/lib']));
const at = (path: string) => rows.findIndex((row) => row.entry.path === path);
const shown = (some: readonly TreeRow[]) =>
  some.map(({ entry: { path }, level, position, siblings, isExpanded }) =>
    [path, level, `${position}/${siblings}`, isExpanded ? 'open' : ''].join(' ').trim(),
  );

describe('the rows of a tree', () => {
  test('are what is in open directories that are known, with their places', () => {
    expect(shown(rows)).toEqual([
      'docs 1 1/3',
      'src 1 2/3 open',
      'src/lib 2 1/3 open',
      'src/lib/a.ts 3 1/1',
      'src/main.ts 2 2/3',
      'src/menu.ts 2 3/3',
      'README.md 1 3/3',
    ]);
    expect(shown(visibleRows(known, new Set(['src/lib'])))).toHaveLength(3);
    expect(shown(visibleRows(known, new Set(['docs'])))).toEqual([
      'docs 1 1/3 open',
      'src 1 2/3',
      'README.md 1 3/3',
    ]);
  });

  test.each([
    ['src/main.ts', '', true],
    ['src/main.ts', 'docs', true],
    ['src/main.ts', 'src', false],
    ['README.md', '', false],
    ['src', 'src', false],
    ['src', 'src/lib', false],
    ['src', 'srcs', true],
  ])('%j moves into %j: %s', (path, into, moves) => {
    expect(canMoveInto(entry(path), into)).toBe(moves);
  });

  test('take what is dropped on a file beside it', () => {
    expect(directoryAt(null)).toBe('');
    expect(directoryAt(entry('src/lib', 'directory'))).toBe('src/lib');
    expect(directoryAt(entry('src/main.ts'))).toBe('src');
  });
});

describe('a key in a tree', () => {
  test.each([
    ['ArrowDown', 'docs', 'src'],
    ['ArrowUp', 'docs', 'docs'],
    ['ArrowDown', 'README.md', 'README.md'],
    ['Home', 'src/menu.ts', 'docs'],
    ['End', 'docs', 'README.md'],
    ['PageDown', 'docs', 'src/lib/a.ts'],
    ['PageUp', 'src/main.ts', 'src'],
    ['ArrowRight', 'src', 'src/lib'],
    ['ArrowLeft', 'src/lib/a.ts', 'src/lib'],
    ['ArrowLeft', 'src/menu.ts', 'src'],
  ])('%s goes from %s to %s', (key, from, to) => {
    expect(moveOf(key, rows, at(from), 3)).toEqual({ kind: 'focus', index: at(to) });
  });

  test('opens and closes directories, and nothing else', () => {
    expect(moveOf('ArrowRight', rows, at('docs'), 3)).toEqual({ kind: 'expand', paths: ['docs'] });
    expect(moveOf('ArrowLeft', rows, at('src'), 3)).toEqual({ kind: 'collapse', path: 'src' });
    expect(moveOf('ArrowRight', rows, at('README.md'), 3)).toBeNull();
    expect(moveOf('ArrowLeft', rows, at('README.md'), 3)).toBeNull();
    const empty = visibleRows(known, new Set(['docs']));
    expect(moveOf('ArrowRight', empty, 0, 3), 'an empty one').toBeNull();
    expect(moveOf('x', rows, 0, 3)).toBeNull();
    expect(moveOf('ArrowDown', [], -1, 3)).toBeNull();
  });

  test('* opens all directories beside the one that has the focus', () => {
    const star = (from: string, of = rows) => moveOf('*', of, at(from), 3);
    expect(star('README.md')).toEqual({ kind: 'expand', paths: ['docs'] });
    expect(star('src/menu.ts')).toBeNull();
    const closed = visibleRows(known, new Set(['src']));
    expect(moveOf('*', closed, 3, 3)).toEqual({ kind: 'expand', paths: ['src/lib'] });
  });
});

describe('what is typed in a tree', () => {
  test('is one word until there is a pause', () => {
    let typed: Typed | null = null;
    for (const [letter, now] of [
      ['m', 0],
      ['e', 500],
      ['x', 5_000],
    ] as const) {
      typed = typeInto(typed, letter, now);
    }
    expect(typed).toEqual({ text: 'x', at: 5_000 });
    expect(typeInto({ text: 'm', at: 0 }, 'e', 500).text).toBe('me');
    expect(isTyping({ text: 'm', at: 0 }, 500)).toBe(true);
    expect(isTyping({ text: 'm', at: 0 }, 5_000)).toBe(false);
  });

  test.each([
    ['docs', 'm', 'src/main.ts'],
    ['src/main.ts', 'm', 'src/menu.ts'],
    ['src/main.ts', 'mm', 'src/menu.ts'],
    ['src/menu.ts', 'm', 'src/main.ts'],
    ['src/main.ts', 'me', 'src/menu.ts'],
    ['src/main.ts', 'ma', 'src/main.ts'],
    ['docs', 'READ', 'README.md'],
    ['README.md', 'd', 'docs'],
  ])('goes from %s with %j to %s', (from, typed, to) => {
    expect(findTyped(rows, at(from), typed)).toBe(at(to));
  });

  test('goes nowhere if no name begins like that', () => {
    expect(findTyped(rows, 0, 'zz')).toBe(-1);
    expect(findTyped([], -1, 'a')).toBe(-1);
  });
});
