import { createHash } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { cp, mkdir, open, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import * as z from 'zod/mini';
import { findFiles, openInside } from '../../build/artifacts.ts';
import { compileGlob } from '../../build/globs.ts';

const MAX_FILES = 10_000;
const MAX_BYTES = 1024 ** 3;
const EXECUTABLE = 0o111;

/** A file of a snapshot. */
export const snapshotFile = z.object({
  path: z.string(),
  size: z.number(),
  sha256: z.string(),
});
export type SnapshotFile = z.infer<typeof snapshotFile>;

/** Why a build's files can't be kept, in words for its people. */
export class SnapshotProblem extends Error {}

/**
 * Copies the files that patterns mean, links left out.
 * @param from a project's directory
 * @param to absolute; must not exist
 * @throws SnapshotProblem if there is nothing, or too much
 */
export async function takeSnapshot(
  from: string,
  patterns: readonly string[],
  to: string,
): Promise<readonly SnapshotFile[]> {
  const root = await realpath(from);
  const paths = await findFiles(root, patterns.map(compileGlob));
  if (paths.length === 0) throw new SnapshotProblem('It left no files that “artifacts” names.');
  if (paths.length > MAX_FILES) throw new SnapshotProblem(`It left more than ${MAX_FILES} files.`);
  const files: SnapshotFile[] = [];
  let bytes = 0;
  await mkdir(to, { recursive: true });
  for (const path of paths) {
    const file = await copyFile(root, path, join(to, path));
    bytes += file.size;
    if (bytes > MAX_BYTES) throw new SnapshotProblem('Its files are bigger than 1 GiB together.');
    files.push(file);
  }
  return files;
}

async function copyFile(root: string, path: string, target: string): Promise<SnapshotFile> {
  const source = await openInside(root, path);
  if (!source) throw new SnapshotProblem(`“${path}” can’t be read.`);
  try {
    const { mode, mtimeMs, size: expected } = await source.stat();
    if (expected > MAX_BYTES)
      throw new SnapshotProblem('Its files are bigger than 1 GiB together.');
    await mkdir(dirname(target), { recursive: true });
    const copy = await open(target, 'wx', 0o600 | (mode & EXECUTABLE));
    const hash = createHash('sha256');
    let size = 0;
    await pipeline(
      source.createReadStream({ autoClose: false }),
      async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          hash.update(chunk);
          size += chunk.length;
          yield chunk;
        }
      },
      copy.createWriteStream({ flush: true }),
    );
    const after = await source.stat();
    if (after.mtimeMs !== mtimeMs || after.size !== size) {
      throw new SnapshotProblem(`“${path}” changed while it was read.`);
    }
    return { path, size, sha256: hash.digest('hex') };
  } finally {
    await source.close().catch(() => undefined);
  }
}

/** What of a snapshot is not as it was taken, in words; null if all is. */
export async function checkSnapshot(
  dir: string,
  files: readonly SnapshotFile[],
): Promise<string | null> {
  for (const { path, size, sha256 } of files) {
    const hash = createHash('sha256');
    let read = 0;
    try {
      for await (const chunk of createReadStream(join(dir, path))) {
        hash.update(chunk as Buffer);
        read += (chunk as Buffer).length;
      }
    } catch {
      return `“${path}” is missing.`;
    }
    if (read !== size || hash.digest('hex') !== sha256) return `“${path}” has changed.`;
  }
  return null;
}

/** A copy that a process may write to; on some file systems it costs nothing until it does. */
export async function copySnapshot(dir: string, to: string): Promise<void> {
  await cp(dir, to, { recursive: true, mode: constants.COPYFILE_FICLONE });
}
