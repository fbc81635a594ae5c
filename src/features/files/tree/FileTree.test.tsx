// @vitest-environment jsdom
import { createEvent, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { useState } from 'react';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { FileEntry } from '../../../catalogs/slate/index.ts';
import type { Directory } from '../model.ts';
import { FileTree, type FileTreeProps } from './FileTree.tsx';

const entry = (path: string, kind: FileEntry['kind'] = 'file', fileId = `id-${path}`) => ({
  ...{ fileId, path, kind, size: 1, modifiedAt: 1, revision: 'r1' },
});
const directory = (path: string, ...entries: FileEntry[]): [string, Directory] => [
  path,
  { path, entries, editable: { mode: 'editable' }, isTruncated: false },
];
const src = directory('src', entry('src/a.ts'), entry('src/b.ts'));
const known = new Map([
  directory('', entry('docs', 'directory'), entry('src', 'directory'), entry('README.md')),
  src,
]);
const edit = {
  onRename: vi.fn(),
  onDelete: vi.fn(),
  onMove: vi.fn<(entry: FileEntry, directory: string) => void>(),
};
const onSelect = vi.fn();

function Tree(props: Partial<FileTreeProps>) {
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(new Set());
  return (
    <FileTree
      directories={known}
      expanded={expanded}
      onExpand={setExpanded}
      selected={null}
      onSelect={onSelect}
      edit={edit}
      readers={new Map()}
      {...props}
    />
  );
}
const item = (name: string) => screen.getByRole('treeitem', { name });
const names = () => screen.getAllByRole('treeitem').map((row) => row.textContent);
const press = (key: string) => fireEvent.keyDown(document.activeElement ?? document.body, { key });

beforeEach(() => {
  vi.clearAllMocks();
  // jsdom has no layout: without a height no row would be in view.
  vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(520);
  vi.spyOn(Element.prototype, 'clientWidth', 'get').mockReturnValue(300);
});

describe('the tree of files, by keyboard', () => {
  test('has one tab stop, and arrows move it, open and close', () => {
    render(<Tree />);
    expect(item('docs').tabIndex).toBe(0);
    expect(item('src').tabIndex).toBe(-1);
    item('docs').focus();
    press('ArrowDown');
    expect(document.activeElement).toBe(item('src'));
    expect(item('docs').tabIndex).toBe(-1);
    expect(item('src').getAttribute('aria-expanded')).toBe('false');
    press('ArrowRight');
    expect(names()).toEqual(['docs', 'src', 'a.ts', 'b.ts', 'README.md']);
    expect(item('src').getAttribute('aria-expanded')).toBe('true');
    expect(item('b.ts').getAttribute('aria-level')).toBe('2');
    expect(item('b.ts').getAttribute('aria-posinset')).toBe('2');
    expect(item('b.ts').hasAttribute('aria-expanded')).toBe(false);
    press('End');
    expect(document.activeElement).toBe(item('README.md'));
    press('b');
    expect(document.activeElement).toBe(item('b.ts'));
    press('ArrowLeft');
    press('ArrowLeft');
    expect(document.activeElement).toBe(item('src'));
    expect(names()).toEqual(['docs', 'src', 'README.md']);
  });

  test('opens with Enter, renames with F2, deletes with Delete; not where nothing may be changed', () => {
    const { rerender } = render(<Tree />);
    item('README.md').focus();
    for (const key of ['Enter', 'F2', 'Delete']) press(key);
    expect(onSelect).toHaveBeenCalledExactlyOnceWith(known.get('')?.entries[2]);
    expect(edit.onRename).toHaveBeenCalledTimes(1);
    expect(edit.onDelete).toHaveBeenCalledTimes(1);
    rerender(<Tree edit={null} />);
    for (const key of ['F2', 'Delete']) press(key);
    expect(edit.onRename).toHaveBeenCalledTimes(1);
    expect(edit.onDelete).toHaveBeenCalledTimes(1);
    expect(item('README.md').draggable).toBe(false);
  });

  test('leaves keys with Ctrl, Alt or Meta to others', () => {
    render(<Tree />);
    item('docs').focus();
    const event = createEvent.keyDown(item('docs'), { key: 'r', ctrlKey: true });
    fireEvent(item('docs'), event);
    expect(event.defaultPrevented).toBe(false);
    expect(document.activeElement).toBe(item('docs'));
  });

  test('keeps the focus on a file that is renamed, and passes on that of one that is gone', () => {
    const { rerender } = render(<Tree />);
    item('src').focus();
    const [docs, , readme] = known.get('')?.entries ?? [];
    if (!docs || !readme) throw new Error('no entries');
    const moved = entry('sources', 'directory', 'id-src');
    rerender(<Tree directories={new Map([directory('', docs, moved, readme)])} />);
    expect(document.activeElement).toBe(item('sources'));
    rerender(<Tree directories={new Map([directory('', docs, readme)])} />);
    expect(document.activeElement).toBe(item('README.md'));
    rerender(<Tree directories={new Map([directory('', docs)])} />);
    expect(document.activeElement).toBe(item('docs'));
  });
});

describe('the tree of files', () => {
  test('draws the rows in view alone, and brings an entry that is opened elsewhere into view', async () => {
    const many = Array.from({ length: 10_000 }, (_, n) => entry(`f${n}.txt`));
    const directories = new Map([directory('', ...many)]);
    vi.spyOn(Element.prototype, 'scrollHeight', 'get').mockReturnValue(many.length * 26);
    const scrollTo = vi.fn<(to?: number | ScrollToOptions) => void>();
    Element.prototype.scrollTo = scrollTo;
    const { rerender } = render(<Tree directories={directories} />);
    expect(names().length).toBeLessThan(60);
    rerender(<Tree directories={directories} selected="f9000.txt" />);
    await waitFor(() => expect(scrollTo).toHaveBeenCalled());
    const [to] = scrollTo.mock.lastCall ?? [];
    expect(typeof to === 'object' && to.top).toBeGreaterThan(8_900 * 26);
    expect(item('f9000.txt').getAttribute('aria-selected')).toBe('true');
  });

  test('shows names as text in one line, in their direction', () => {
    const name = '<b>x\n\u202Egnp.exe';
    render(<Tree directories={new Map([directory('', entry(name))])} />);
    const row = screen.getByRole('treeitem');
    expect(row.textContent).toBe('<b>x␊<U+202E>gnp.exe');
    expect(row.textContent).toBe('<b>x␊<U+202E>gnp.exe');
    expect(row.innerHTML).not.toContain('\u202E');
  });

  test('says who has a file open, in few faces and as its description', () => {
    const people = Array.from({ length: 30 }, (_, n) => ({ userId: `u${n}`, name: `P ${n}` }));
    render(<Tree readers={new Map([['id-README.md', people]])} />);
    const row = item('README.md');
    expect(row.getAttribute('aria-description')).toBe(
      'Open by P 0, P 1, P 2, P 3, P 4, P 5, P 6, P 7, P 8, P 9 and 20 more',
    );
    expect(row.textContent).toMatch(/\+27$/);
    expect(item('docs').hasAttribute('aria-description')).toBe(false);
  });

  test('moves what is dropped on a directory, a file in it, or the space below', () => {
    render(<Tree directories={known} expanded={new Set(['src'])} />);
    const data = { setData: vi.fn(), dropEffect: 'none', effectAllowed: 'all' };
    const drag = (from: string, to: Element) => {
      fireEvent.dragStart(item(from), { dataTransfer: data });
      const over = createEvent.dragOver(to, { dataTransfer: data });
      fireEvent(to, over);
      if (over.defaultPrevented) fireEvent.drop(to, { dataTransfer: data });
      fireEvent.dragEnd(item(from), { dataTransfer: data });
    };
    drag('README.md', item('docs'));
    drag('README.md', item('b.ts'));
    drag('a.ts', screen.getByRole('tree'));
    expect(edit.onMove.mock.calls.map(([file, to]) => [file.path, to])).toEqual([
      ['README.md', 'docs'],
      ['README.md', 'src'],
      ['src/a.ts', ''],
    ]);
    edit.onMove.mockClear();
    drag('a.ts', item('b.ts'));
    drag('src', item('b.ts'));
    drag('README.md', screen.getByRole('tree'));
    expect(edit.onMove).not.toHaveBeenCalled();
  });
});
