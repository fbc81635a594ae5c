import { createHash } from 'node:crypto';
import { parentOf } from './paths.ts';

export type FileKind = 'file' | 'directory' | 'link';

/** Something as it is on disk. */
export interface Seen {
  /** Relative to the project, with "/". */
  readonly path: string;
  readonly kind: FileKind;
  readonly size: number;
  /** Milliseconds since the epoch, with fractions. */
  readonly modifiedAt: number;
  /** Which file it is: a move keeps them. */
  readonly inode: number;
  readonly bornAt: number;
}

/** What is known of one path. Its id is random, survives a move, and is never used again. */
export interface IndexedFile extends Seen {
  readonly fileId: string;
}

/** What became of one file, in the order in which a reader can follow. */
export type IndexChange =
  | { readonly kind: 'created'; readonly file: IndexedFile }
  | { readonly kind: 'updated'; readonly file: IndexedFile; readonly before: IndexedFile }
  | { readonly kind: 'deleted'; readonly file: IndexedFile };

/** A token that changes with a file's content or path. */
export function revisionOf({ path, kind, size, modifiedAt, inode }: Seen): string {
  const content = kind === 'directory' ? '' : `${size} ${modifiedAt} ${inode}`;
  return createHash('sha1').update(`${path}\0${content}`).digest('base64url').slice(0, 16);
}

/** All files of a project, by path and by id. */
export class FileIndex {
  readonly #byPath = new Map<string, IndexedFile>();
  readonly #byId = new Map<string, IndexedFile>();
  readonly #children = new Map<string, Set<string>>();
  readonly #newId: (path: string) => string;

  constructor(files: Iterable<IndexedFile>, newId: (path: string) => string) {
    this.#newId = newId;
    for (const file of files) this.#put(file);
  }

  get size(): number {
    return this.#byPath.size;
  }

  get(fileId: string): IndexedFile | undefined {
    return this.#byId.get(fileId);
  }

  at(path: string): IndexedFile | undefined {
    return this.#byPath.get(path);
  }

  all(): IterableIterator<IndexedFile> {
    return this.#byPath.values();
  }

  /** What is directly in a directory; "" is the project itself. */
  childrenOf(dir: string): IndexedFile[] {
    return [...(this.#children.get(dir) ?? [])].flatMap((path) => this.#byPath.get(path) ?? []);
  }

  /** A path and all that is below it. */
  below(path: string): IndexedFile[] {
    const own = this.#byPath.get(path);
    const below = [...(this.#children.get(path) ?? [])].flatMap((child) => this.below(child));
    return own ? [own, ...below] : below;
  }

  /**
   * Takes in what was found on disk.
   * @param seen what is there now
   * @param gone paths that are not there any more, with all that was below them
   * @returns what has changed: moves are one change, and a path that holds another file than before
   * keeps its id, as programs save by putting a new file in the old one's place
   */
  apply(seen: readonly Seen[], gone: readonly string[]): IndexChange[] {
    const present = new Set(seen.map(({ path }) => path));
    const lost = new Map<string, IndexedFile>();
    for (const path of gone) {
      for (const file of this.below(path)) if (!present.has(file.path)) lost.set(file.path, file);
    }
    const changes: IndexChange[] = [];
    const created: Seen[] = [];
    for (const one of seen) {
      const known = this.#byPath.get(one.path);
      if (!known) created.push(one);
      else if (known.kind !== one.kind) {
        for (const file of this.below(one.path)) {
          if (file.path === one.path || !present.has(file.path)) lost.set(file.path, file);
        }
        created.push(one);
      } else {
        // Mostly nothing has changed, and a rescan looks at tens of thousands.
        if (isUnchanged(known, one)) continue;
        const file = { ...one, fileId: known.fileId };
        this.#put(file);
        if (one.kind !== 'directory') changes.push({ kind: 'updated', file, before: known });
      }
    }
    const moved = new Map<string, IndexedFile>();
    for (const file of lost.values()) {
      moved.set(`${file.kind} ${file.inode}`, file);
      this.#remove(file);
    }
    for (const one of created) {
      const key = `${one.kind} ${one.inode}`;
      const before = moved.get(key);
      if (before && isSameFile(before, one)) {
        moved.delete(key);
        lost.delete(before.path);
        const file = { ...one, fileId: before.fileId };
        this.#put(file);
        changes.push({ kind: 'updated', file, before });
      } else {
        const file = { ...one, fileId: this.#newId(one.path) };
        this.#put(file);
        changes.push({ kind: 'created', file });
      }
    }
    // What was in a directory goes before the directory.
    for (const file of [...lost.values()].toReversed()) changes.push({ kind: 'deleted', file });
    return changes;
  }

  #put(file: IndexedFile): void {
    this.#byPath.set(file.path, file);
    this.#byId.set(file.fileId, file);
    const parent = parentOf(file.path);
    const siblings = this.#children.get(parent);
    if (siblings) siblings.add(file.path);
    else this.#children.set(parent, new Set([file.path]));
  }

  #remove(file: IndexedFile): void {
    if (this.#byPath.get(file.path) === file) this.#byPath.delete(file.path);
    if (this.#byId.get(file.fileId) === file) this.#byId.delete(file.fileId);
    const parent = parentOf(file.path);
    const siblings = this.#children.get(parent);
    siblings?.delete(file.path);
    if (siblings?.size === 0) this.#children.delete(parent);
  }
}

function isUnchanged(before: Seen, now: Seen): boolean {
  const { size, modifiedAt, inode } = before;
  return size === now.size && modifiedAt === now.modifiedAt && inode === now.inode;
}

/** An inode alone says little: the next new file gets the one that a deleted file had. */
function isSameFile(before: Seen, now: Seen): boolean {
  if (before.bornAt > 0 && before.bornAt === now.bornAt) return true;
  return before.size === now.size && before.modifiedAt === now.modifiedAt;
}
