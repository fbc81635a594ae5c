import type { FileEntry } from '../../src/catalogs/slate/index.ts';
import type { Unsubscribe } from '../../src/lib/messaging/index.ts';
import { type IndexChange, type IndexedFile, revisionOf } from './fileIndex.ts';

const LINK = 'It is a link: open the file that it leads to.';

/** What became of a file, and who did it if it was done through Slate. */
export type FileChange = { readonly by?: string } & (
  | { readonly kind: 'created' | 'deleted'; readonly entry: FileEntry }
  | {
      readonly kind: 'updated';
      readonly entry: FileEntry;
      /** If it was moved. */
      readonly previousPath?: string;
    }
);
export type FileListener = (change: FileChange) => void;

export interface SaveOptions {
  /** For people. */
  readonly by?: string;
  /** The listener that makes the change and wants no report of it. */
  readonly from?: FileListener;
  /** Looks at what is on disk right before it is replaced; nothing is written if it is not this. */
  readonly replaces?: (onDisk: Buffer) => boolean;
}

/** The files of one project that may be shown. */
export interface ProjectFiles {
  readonly projectId: string;
  /** Why nothing here may be changed, or null. */
  readonly readOnlyReason: string | null;
  get(fileId: string): FileEntry | undefined;
  at(path: string): FileEntry | undefined;
  /**
   * The absolute path of a regular file inside the project.
   * @throws UserError for what is gone, hidden, behind a link, or no regular file
   */
  locate(fileId: string): Promise<string>;
  /** What changes on disk, after the ignore rules, by any program. */
  onChange(listener: FileListener): Unsubscribe;
  /**
   * Replaces a file's content as a whole; its mode stays.
   * @returns the file as it is then, or null if `replaces` refused
   * @throws UserError as `locate`, and where nothing may be changed
   */
  save(fileId: string, content: Uint8Array, options?: SaveOptions): Promise<FileEntry | null>;
}

/** The same, for those who look after the files themselves. */
export interface OpenFiles extends ProjectFiles {
  /** The project's directory, absolute, without links. */
  readonly root: string;
  /** There are more files than are kept. */
  isTruncated(): boolean;
  childrenOf(dir: string): readonly FileEntry[];
  /** A path and all below it; all of the project for "". */
  below(path: string): readonly FileEntry[];
  isHidden(path: string, kind: 'directory' | 'other'): boolean;
  /** Runs a change of the files, looks at these paths then, and reports what came of it. */
  change(
    paths: readonly string[],
    by: string | undefined,
    run: () => Promise<void>,
    /** By path, of what is made: a file that is restored is the one that it was. */
    ids?: ReadonlyMap<string, string>,
  ): Promise<void>;
  /** Looks at everything again. */
  rescan(): Promise<void>;
  close(): Promise<void>;
}

const entries = new WeakMap<IndexedFile, FileEntry>();

/** What others see of an indexed file. */
export function toEntry(file: IndexedFile): FileEntry {
  const known = entries.get(file);
  if (known) return known;
  const { fileId, path, kind, size, modifiedAt } = file;
  const entry: FileEntry = {
    ...{ fileId, path, kind, size },
    modifiedAt: Math.round(modifiedAt),
    revision: revisionOf(file),
    ...(kind === 'link' ? { readOnly: LINK } : {}),
  };
  entries.set(file, entry);
  return entry;
}

/** What others see of a change. */
export function toFileChange(change: IndexChange, by: string | undefined): FileChange {
  const entry = toEntry(change.file);
  const who = by === undefined ? {} : { by };
  if (change.kind !== 'updated') return { kind: change.kind, entry, ...who };
  const previousPath = change.before.path;
  return {
    kind: 'updated',
    entry,
    ...(previousPath === entry.path ? {} : { previousPath }),
    ...who,
  };
}
