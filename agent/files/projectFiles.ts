import { randomUUID } from 'node:crypto';
import { lstat, realpath } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { messageOf, type Say } from '../log.ts';
import { UserError } from '../userError.ts';
import {
  type FileListener,
  type FileChange,
  type OpenFiles,
  toEntry,
  toFileChange,
} from './fileEntry.ts';
import { FileIndex, type IndexChange, type IndexedFile, type Seen } from './fileIndex.ts';
import { readIgnoreRules, isRulesFile, type IgnoreRules } from './ignoreRules.ts';
import { openIndexFile } from './indexFile.ts';
import { locateFile } from './paths.ts';
import { replaceFile } from './replaceFile.ts';
import { look, MAX_FILES, scan } from './scan.ts';
import { type Watcher, watchDirectory } from './watcher.ts';

/** A program that saves writes, renames and sets times one after the other. */
const QUIET_MS = 60;
const MAX_WAIT_MS = 500;
/** The system's own queue of changes may have overflowed before so many were seen. */
const FLOOD = 2_000;
/** A directory may have been filled before it was watched. */
const SETTLE_MS = 1_000;
/** How often a project that is gone is looked for. */
const RETURN_MS = 1_000;
const GONE = 'The directory of this project is gone: nothing can be changed until it is back.';

export interface ProjectFilesOptions {
  readonly projectId: string;
  /** Absolute. */
  readonly dir: string;
  readonly dataDir: string;
  /** Why nothing may be changed; asked again when slate.json changes. */
  readonly readOnlyReason: () => Promise<string | null>;
  readonly say: Say;
  /** Gets every change, before all others: also those since the agent was here last. */
  readonly onChanges?: (changes: readonly FileChange[]) => void;
  readonly newId?: () => string;
  readonly maxFiles?: number;
  /** False to look only when asked. */
  readonly isWatched?: boolean;
}

/**
 * Reads a project's files and watches them. The first time nothing is reported; later, what has
 * changed since.
 * @throws Error of the file system if the directory is gone
 */
export async function openProjectFiles(options: ProjectFilesOptions): Promise<OpenFiles> {
  const { projectId, dataDir, say, onChanges } = options;
  const { newId = randomUUID, maxFiles = MAX_FILES, isWatched = true } = options;
  const root = await realpath(options.dir);
  const kept = openIndexFile(dataDir, projectId, root);
  const before = kept.read();
  let reserved: ReadonlyMap<string, string> = new Map();
  const index: FileIndex = new FileIndex(before ?? [], (path) => {
    const fileId = reserved.get(path);
    return fileId === undefined || index.get(fileId) ? newId() : fileId;
  });
  const listeners = new Set<FileListener>();
  let rules: IgnoreRules = await readIgnoreRules(root, [dataDir]);
  let readOnlyReason = await options.readOnlyReason();
  let truncated = false;
  let closed = false;
  let watcher: Watcher | null = null;

  const report = (changes: readonly IndexChange[], by?: string, from?: FileListener) => {
    if (changes.length === 0 || closed) return;
    // First: an id that was published must be known after kill -9, too.
    kept.write(index.all());
    const reported = changes.map((change) => toFileChange(change, by));
    onChanges?.(reported);
    for (const listener of listeners) {
      if (listener === from) continue;
      for (const change of reported) listener(change);
    }
  };

  const scanAll = async () => {
    const found = await scan({ root, rules, limit: maxFiles }, '');
    if (found.truncated && !truncated) {
      say(`${projectId} has more than ${maxFiles} files: the rest is not shown.`);
    }
    truncated = found.truncated;
    const present = new Set(found.seen.map(({ path }) => path));
    const missing = Array.from(index.all(), ({ path }) => path).filter(
      (path) => !present.has(path),
    );
    return { seen: found.seen, gone: missing };
  };
  const lookAt = async (paths: readonly string[]) => {
    const found = new Map<string, Seen>();
    const add = (seen: Seen) => found.set(seen.path, seen);
    const gone: string[] = [];
    for (const path of paths.toSorted()) {
      if (found.has(path)) continue;
      const seen = await look({ root, rules }, path);
      if (seen === null) gone.push(path);
      else if (index.size + found.size < maxFiles || index.at(path)) {
        add(seen);
        if (seen.kind !== 'directory' || index.at(path)?.kind === 'directory') continue;
        settle(path);
        const limit: number = maxFiles - index.size - found.size;
        for (const below of (await scan({ root, rules, limit }, path)).seen) add(below);
      }
    }
    return { seen: [...found.values()], gone };
  };

  let queue: Promise<unknown> = Promise.resolve();
  /** One after the other: two looks at one file must not be taken in in the wrong order. */
  const enqueue = <T>(run: () => Promise<T>): Promise<T> => {
    const next = queue.then(run);
    queue = next.catch(() => undefined);
    return next;
  };
  const takeIn = async (paths: readonly string[] | null, by?: string, from?: FileListener) => {
    if (paths === null || paths.some(isRulesFile)) {
      const reread = paths?.some(isRulesFile) ?? false;
      rules = await readIgnoreRules(root, [dataDir]);
      if (reread) await restartWatcher();
    }
    const all = paths === null || paths.length > FLOOD || paths.some(isRulesFile);
    const { seen, gone } = all ? await scanAll() : await lookAt(paths);
    // A disk that was unmounted has deleted nothing: its files keep their ids until it is back.
    if (!(await isThere())) return awaitReturn();
    if (all || paths.includes('slate.json')) readOnlyReason = await options.readOnlyReason();
    report(index.apply(seen, gone), by, from);
  };

  const isThere = async () => (await lstat(root).catch(() => null))?.isDirectory() ?? false;
  let looking: ReturnType<typeof setInterval> | null = null;
  const awaitReturn = () => {
    if (looking || closed) return;
    say(`${projectId}: its directory ${root} is gone. What was in it is shown until it is back.`);
    looking = setInterval(() => {
      void enqueue(async () => {
        if (!looking || closed || !(await isThere())) return;
        clearInterval(looking);
        looking = null;
        await restartWatcher();
        await takeIn(null);
        if (!looking) say(`${projectId}: its directory is back.`);
      }).catch(sayUnreadable);
    }, RETURN_MS);
    looking.unref();
  };
  const sayUnreadable = (error: unknown) =>
    say(`${projectId}: its files can't be read: ${messageOf(error)}`);

  const dirty = new Set<string>();
  let isAllDirty = false;
  let firstDirtyAt: number | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let flushMs = 0;
  const flush = () => {
    timer = null;
    firstDirtyAt = null;
    void enqueue(async () => {
      const paths = isAllDirty ? null : [...dirty];
      dirty.clear();
      isAllDirty = false;
      if (closed || paths?.length === 0) return;
      const startedAt = performance.now();
      await takeIn(paths);
      flushMs = performance.now() - startedAt;
    }).catch(sayUnreadable);
  };
  const onDirty = (path: string | null) => {
    if (closed) return;
    if (path === null || dirty.size > FLOOD) isAllDirty = true;
    else dirty.add(path);
    const now = performance.now();
    firstDirtyAt ??= now;
    if (timer) clearTimeout(timer);
    // A look that took long must not be followed by the next at once.
    const left = Math.max(MAX_WAIT_MS, flushMs * 4) - (now - firstDirtyAt);
    timer = setTimeout(flush, Math.max(0, Math.min(Math.max(QUIET_MS, flushMs * 2), left)));
  };
  const settling = new Set<ReturnType<typeof setTimeout>>();
  const settle = (dir: string) => {
    const later = setTimeout(() => {
      settling.delete(later);
      void enqueue(async () => {
        if (closed || index.at(dir)?.kind !== 'directory') return;
        const limit = Math.max(0, maxFiles - index.size) + index.below(dir).length;
        const { seen } = await scan({ root, rules, limit }, dir);
        report(index.apply(seen, []));
      }).catch(() => undefined);
    }, SETTLE_MS);
    later.unref();
    settling.add(later);
  };
  const startWatcher = () => {
    if (!isWatched) return null;
    return watchDirectory({ projectId, root, rules: () => rules, onDirty, say });
  };
  const restartWatcher = async () => {
    await watcher?.close();
    watcher = closed ? null : startWatcher();
    await watcher?.ready;
  };

  watcher = startWatcher();
  await watcher?.ready;
  await enqueue(async () => {
    const { seen, gone } = await scanAll();
    const changes = index.apply(seen, gone);
    if (before === null) kept.write(index.all());
    else report(changes);
  });

  const whyReadOnly = () => (looking ? GONE : readOnlyReason);
  const assertEditable = () => {
    const reason = whyReadOnly();
    if (reason !== null) throw new UserError(reason);
  };
  const locate = (fileId: string): Promise<string> => {
    const file = index.get(fileId);
    if (!file) throw new UserError('This file is gone.');
    if (rules.isHidden(file.path, 'other')) {
      throw new UserError(`“${file.path}” is not shown: the ignore rules name it.`);
    }
    return locateFile(root, file.path);
  };
  const entryOf = (file: IndexedFile | undefined) => file && toEntry(file);

  return {
    projectId,
    get readOnlyReason() {
      return whyReadOnly();
    },
    root,
    get: (fileId) => entryOf(index.get(fileId)),
    at: (path) => entryOf(index.at(path)),
    childrenOf: (dir) => index.childrenOf(dir).map(toEntry),
    below: (path) => (path === '' ? [...index.all()] : index.below(path)).map(toEntry),
    isHidden: (path, kind) => rules.isHidden(path, kind),
    isTruncated: () => truncated,
    locate: async (fileId) => locate(fileId),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    save: (fileId, content, { by, from, replaces } = {}) =>
      enqueue(async () => {
        assertEditable();
        const path = await locate(fileId);
        if (!(await replaceFile(path, content, replaces))) return null;
        const saved = index.get(fileId);
        if (saved) await takeIn([saved.path], by, from);
        return entryOf(index.get(fileId)) ?? null;
      }),
    change: (paths, by, run, ids = new Map()) =>
      enqueue(async () => {
        assertEditable();
        try {
          await run();
        } finally {
          reserved = ids;
          await takeIn(paths, by).finally(() => (reserved = new Map()));
        }
      }),
    rescan: () => enqueue(() => takeIn(null)),
    async close() {
      closed = true;
      if (timer) clearTimeout(timer);
      if (looking) clearInterval(looking);
      for (const later of settling) clearTimeout(later);
      await watcher?.close();
      await queue;
    },
  };
}
