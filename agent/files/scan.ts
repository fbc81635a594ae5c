import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileKind, Seen } from './fileIndex.ts';
import type { IgnoreRules } from './ignoreRules.ts';
import { pathProblem } from './paths.ts';

/** A project with more is shown in part. */
export const MAX_FILES = 50_000;
/** Calls to the file system at a time: builds need it, too. */
const PARALLEL = 16;

export interface ScanOptions {
  /** Absolute, without links. */
  readonly root: string;
  readonly rules: IgnoreRules;
  /** How many files may be found at most. */
  readonly limit?: number;
}

export interface Scan {
  readonly seen: readonly Seen[];
  /** There is more than the limit. */
  readonly truncated: boolean;
}

/**
 * What one path is now; null if there is nothing, or nothing that is ever shown: devices, pipes and
 * sockets are not.
 */
export async function look(options: ScanOptions, path: string): Promise<Seen | null> {
  if (pathProblem(path) !== null) return null;
  try {
    const stat = await lstat(join(options.root, path));
    const kind: FileKind | null = stat.isFile()
      ? 'file'
      : stat.isDirectory()
        ? 'directory'
        : stat.isSymbolicLink()
          ? 'link'
          : null;
    if (kind === null) return null;
    if (options.rules.isHidden(path, kind === 'directory' ? 'directory' : 'other')) return null;
    const { size, mtimeMs, ino, birthtimeMs } = stat;
    const isDirectory = kind === 'directory';
    return {
      path,
      kind,
      size: isDirectory ? 0 : size,
      modifiedAt: mtimeMs,
      inode: ino,
      bornAt: birthtimeMs,
    };
  } catch {
    return null;
  }
}

/** All that is visible below a directory, the directory itself left out; never enters a link. */
export async function scan(options: ScanOptions, dir: string): Promise<Scan> {
  const { root, limit = MAX_FILES } = options;
  const seen: Seen[] = [];
  const waiting = [dir];
  let truncated = false;
  while (waiting.length > 0 && !truncated) {
    const directories = waiting.splice(0, PARALLEL);
    const names = await Promise.all(
      directories.map(async (directory) => {
        const found = await readdir(join(root, directory)).catch(() => []);
        return found.map((name) => (directory === '' ? name : `${directory}/${name}`));
      }),
    );
    const paths = names.flat();
    for (let at = 0; at < paths.length && !truncated; at += PARALLEL) {
      const found = await Promise.all(
        paths.slice(at, at + PARALLEL).map((path) => look(options, path)),
      );
      for (const one of found) {
        if (one === null) continue;
        if (seen.length >= limit) {
          truncated = true;
          break;
        }
        seen.push(one);
        if (one.kind === 'directory') waiting.push(one.path);
      }
    }
  }
  return { seen, truncated };
}
