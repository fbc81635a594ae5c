import type { FileEntry, FilesEditable, SlateEventFor } from '../../catalogs/slate/index.ts';

/** One directory of a project as the page knows it. */
export interface Directory {
  /** "" is the project itself. */
  readonly path: string;
  readonly editable: FilesEditable;
  /** Directories first, then by name. */
  readonly entries: readonly FileEntry[];
  /** The project has more files than its agent keeps. */
  readonly isTruncated: boolean;
}

export type KnownDirectories = ReadonlyMap<string, Directory>;

/** What is at a path; `unknown` until the directories above it were read. */
export function findEntry(
  known: KnownDirectories,
  path: string,
): FileEntry | 'missing' | 'unknown' {
  let entry: FileEntry | undefined;
  for (const at of [...ancestorsOf(path), path]) {
    const directory = known.get(parentOf(at));
    if (!directory) return 'unknown';
    entry = directory.entries.find((one) => one.path === at);
    if (!entry) return 'missing';
  }
  return entry ?? 'missing';
}

export function findById(known: KnownDirectories, fileId: string | null): FileEntry | null {
  if (fileId === null) return null;
  for (const { entries } of known.values()) {
    const entry = entries.find((one) => one.fileId === fileId);
    if (entry) return entry;
  }
  return null;
}

export type FileEvent = SlateEventFor<`slate.file.*.${string}`>;

/** Also of a new file, whose event is keyed by its project. */
export function fileIdOf(event: FileEvent): string | null {
  const fileId: unknown = 'fileId' in event ? event.fileId : undefined;
  return typeof fileId === 'string' ? fileId : null;
}

/** The directory that a path is in; "" for the project itself. */
export function parentOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

export function joinPath(directory: string, name: string): string {
  return directory === '' ? name : `${directory}/${name}`;
}

/** The directories above a path, outermost first, the project itself left out. */
export function ancestorsOf(path: string): readonly string[] {
  const parent = parentOf(path);
  return parent === '' ? [] : [...ancestorsOf(parent), parent];
}

/** Brings a directory up to date; the same one if nothing concerns it. */
export function applyFileEvents(directory: Directory, events: readonly FileEvent[]): Directory {
  /** What each file is after these events; null for one that is not here. */
  const after = new Map<string, FileEntry | null>();
  for (const event of events) {
    const fileId = fileIdOf(event);
    const { path } = event.data ?? {};
    if (fileId === null || path === undefined) continue;
    const isHere = event.type !== 'deleted' && parentOf(path) === directory.path;
    const entry = isHere ? toEntry(event, fileId) : null;
    if (entry !== null || !isHere) after.set(fileId, entry);
  }
  const kept: FileEntry[] = [];
  for (const entry of directory.entries) {
    const next = after.get(entry.fileId);
    if (next === undefined) kept.push(entry);
    else if (next !== null) after.set(entry.fileId, { ...entry, ...next });
  }
  const added = [...after.values()].filter((entry) => entry !== null);
  if (added.length === 0 && kept.length === directory.entries.length) return directory;
  return { ...directory, entries: insert(kept, added.toSorted(compareEntries)) };
}

/** Both are sorted; few are added to many. */
function insert(kept: readonly FileEntry[], added: readonly FileEntry[]): readonly FileEntry[] {
  const entries: FileEntry[] = [];
  let from = 0;
  for (const entry of added) {
    let [low, high] = [from, kept.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = kept[middle];
      if (other && compareEntries(other, entry) < 0) low = middle + 1;
      else high = middle;
    }
    for (const before of kept.slice(from, low)) entries.push(before);
    entries.push(entry);
    from = low;
  }
  for (const rest of kept.slice(from)) entries.push(rest);
  return entries;
}

/** Null if another publisher left out what an entry needs. */
function toEntry({ data }: FileEvent, fileId: string): FileEntry | null {
  const { path, kind, size = 0, modifiedAt = 0, revision } = data ?? {};
  if (path === undefined || nameOf(path) === '' || revision === undefined) return null;
  if (kind !== 'file' && kind !== 'directory' && kind !== 'link') return null;
  return { fileId, path, kind, size, modifiedAt, revision };
}

function compareEntries(a: FileEntry, b: FileEntry): number {
  const [first, second] = [sortKey(a), sortKey(b)];
  if (first === second) return 0;
  return first < second ? -1 : 1;
}

function sortKey({ kind, path }: FileEntry): string {
  const name = nameOf(path);
  return `${kind === 'directory' ? 0 : 1}${name.toLowerCase()}/${name}`;
}

/** Where the file of an open path is now, if events say that it was moved; null if not. */
export function movedTo(path: string, events: readonly FileEvent[]): string | null {
  let now = path;
  for (const { type, data } of events) {
    if (type === 'updated' && data?.previousPath === now && data.path) now = data.path;
  }
  return now === path ? null : now;
}

/** Who changed which file last, as far as it was done through Slate; the same map if nobody did. */
export function withAuthors(
  before: ReadonlyMap<string, string>,
  events: readonly FileEvent[],
): ReadonlyMap<string, string> {
  let after: Map<string, string> | null = null;
  for (const event of events) {
    const fileId = fileIdOf(event);
    const by = event.data?.by;
    if (fileId === null || (after ?? before).get(fileId) === by) continue;
    after ??= new Map(before);
    if (by === undefined) after.delete(fileId);
    else after.set(fileId, by);
  }
  return after ?? before;
}

/** What is wrong with a path that a person typed, in words, or null. */
export function pathProblem(path: string): string | null {
  if (path.trim() === '') return 'Enter a name.';
  if (path.startsWith('/')) return 'Leave out the first “/”: names are relative to the project.';
  if (path.includes('\\')) return 'Use “/” between names.';
  if (path.split('/').some((name) => name === '' || name === '.' || name === '..')) {
    return 'Every part between “/” needs a plain name.';
  }
  return null;
}
