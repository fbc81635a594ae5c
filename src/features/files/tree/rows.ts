import type { FileEntry } from '../../../catalogs/slate/index.ts';
import { type Directory, parentOf } from '../model.ts';

/** One line of the tree. */
export interface TreeRow {
  readonly entry: FileEntry;
  /** From 1, like its place among its siblings. */
  readonly level: number;
  readonly position: number;
  readonly siblings: number;
  readonly isExpanded: boolean;
}

/** What is to be seen of the known directories, from top to bottom. */
export function visibleRows(
  directories: ReadonlyMap<string, Directory>,
  expanded: ReadonlySet<string>,
): readonly TreeRow[] {
  const rows: TreeRow[] = [];
  const add = (path: string, level: number) => {
    const entries = directories.get(path)?.entries ?? [];
    for (const [at, entry] of entries.entries()) {
      const isExpanded = entry.kind === 'directory' && expanded.has(entry.path);
      rows.push({ entry, level, position: at + 1, siblings: entries.length, isExpanded });
      if (isExpanded) add(entry.path, level + 1);
    }
  };
  add('', 1);
  return rows;
}

/** The directory that takes what is dropped on an entry; "" is the project itself. */
export function directoryAt(entry: FileEntry | null): string {
  if (entry === null) return '';
  return entry.kind === 'directory' ? entry.path : parentOf(entry.path);
}

/** Whether moving an entry into a directory changes anything, and is possible. */
export function canMoveInto({ path }: FileEntry, directory: string): boolean {
  const isInside = directory === path || directory.startsWith(`${path}/`);
  return !isInside && parentOf(path) !== directory;
}
