import { createHash } from 'node:crypto';
import { constants, type BigIntStats } from 'node:fs';
import { type FileHandle, open, readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { CommandRefusal } from '../../src/lib/messaging/index.ts';
import { compileGlob, type Glob } from './globs.ts';

/** An event that lists more would be too big for some servers. */
export const MAX_ARTIFACTS = 200;
/** A page holds a file whole until it is saved. */
export const MAX_ARTIFACT_BYTES = 100 * 1024 * 1024;
/** A pattern such as `**` in a huge project must not hold the end of the build up. */
const MAX_VISITED = 50_000;
/** File systems keep time in coarse steps: a file may seem older than it is by one of them. */
const FILE_CLOCK_STEP_MS = 20;
const READ_BYTES = 1024 * 1024;
/** As base64 in JSON it stays well below every server's max_payload. */
export const PIECE_BYTES = 192 * 1024;
/** Never a build's own product, and the biggest directories there are. */
const NEVER_ENTERED = new Set(['.git', 'node_modules']);

/** A file as it was when its build ended. */
export const recordedArtifact = z.object({
  path: z.string(),
  size: z.number(),
  sha256: z.string(),
  /** Nanoseconds, as text: more than a number holds. */
  changedAt: z.string(),
  /** Tells the very file from another that took its place. */
  inode: z.string(),
});
export type RecordedArtifact = z.infer<typeof recordedArtifact>;

export interface CollectedArtifacts {
  /** By path. */
  readonly artifacts: readonly RecordedArtifact[];
  /** How many matching files are left out: too many, too big, or changing while they were read. */
  readonly omitted: number;
}

/**
 * The files in a project that patterns mean, links left out. Never rejects: what can't be read is
 * left out.
 * @param dir absolute
 * @param since milliseconds since the epoch; files that were not written since are none of these
 */
export async function collectArtifacts(
  dir: string,
  patterns: readonly string[],
  since: number | null,
): Promise<CollectedArtifacts> {
  if (patterns.length === 0) return { artifacts: [], omitted: 0 };
  const globs = patterns.map(compileGlob);
  const root = await realpath(dir).catch(() => dir);
  const artifacts: RecordedArtifact[] = [];
  let omitted = 0;
  for (const path of await findFiles(root, globs)) {
    const found =
      artifacts.length < MAX_ARTIFACTS ? await record(root, path, since) : ('omitted' as const);
    if (found === 'omitted') omitted += 1;
    else if (found !== null) artifacts.push(found);
  }
  return { artifacts, omitted };
}

/** Paths in a project that patterns mean, in order; links are left out. @param root its real path */
export async function findFiles(root: string, globs: readonly Glob[]): Promise<string[]> {
  const found = new Set<string>();
  const bases = new Set(globs.map(({ base }) => base));
  let visited = 0;
  const walk = async (dir: string): Promise<void> => {
    // A base may lie behind a link; what is read must be where its path says.
    const real = await realpath(join(root, dir)).catch(() => null);
    if (real !== join(root, dir)) return;
    const entries = await readdir(real, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      visited += 1;
      if (visited > MAX_VISITED) return;
      const path = dir === '' ? entry.name : `${dir}/${entry.name}`;
      if (entry.isFile() && globs.some((glob) => glob.matches(path))) found.add(path);
      else if (entry.isDirectory() && !NEVER_ENTERED.has(entry.name)) await walk(path);
    }
  };
  for (const base of bases) await walk(base);
  return [...found].toSorted();
}

async function record(
  root: string,
  path: string,
  since: number | null,
): Promise<RecordedArtifact | 'omitted' | null> {
  const file = await openInside(root, path);
  if (!file) return null;
  try {
    const before = await file.stat({ bigint: true });
    if (!before.isFile()) return null;
    // The time of change, not of modification: copies often keep the latter.
    if (since !== null && Number(before.ctimeMs) < since - FILE_CLOCK_STEP_MS) return null;
    if (before.size > BigInt(MAX_ARTIFACT_BYTES)) return 'omitted';
    const hash = createHash('sha256');
    for await (const piece of file.createReadStream({
      autoClose: false,
      highWaterMark: READ_BYTES,
    })) {
      hash.update(piece as Buffer);
    }
    const after = await file.stat({ bigint: true });
    if (fingerprint(before) !== fingerprint(after)) return 'omitted';
    return {
      path,
      size: Number(after.size),
      sha256: hash.digest('hex'),
      changedAt: String(after.mtimeNs),
      inode: String(after.ino),
    };
  } catch {
    return 'omitted';
  } finally {
    await file.close().catch(() => undefined);
  }
}

/**
 * A piece of a recorded file, as long as it is the very file that the build left.
 * @param dir absolute
 * @param path as it came in a message: only compared with what was recorded, never resolved
 * @throws CommandRefusal 'not-found' for what was not recorded or is gone, 'conflict' if it changed
 */
export async function readArtifact(
  dir: string,
  recorded: readonly RecordedArtifact[],
  path: string,
  offset: number,
): Promise<{ readonly data: string; readonly size: number }> {
  const artifact = recorded.find((one) => one.path === path);
  if (!artifact) throw new CommandRefusal('not-found', 'This build left no such file.');
  const gone = () =>
    new CommandRefusal('not-found', 'The file is no longer there. Build again to make it anew.');
  const root = await realpath(dir).catch(() => null);
  const file = root === null ? null : await openInside(root, artifact.path);
  if (!file) throw gone();
  try {
    const stat = await file.stat({ bigint: true });
    const was = `${artifact.inode} ${artifact.size} ${artifact.changedAt}`;
    if (!stat.isFile() || fingerprint(stat) !== was) {
      throw new CommandRefusal(
        'conflict',
        'The file has changed since this build. Get it from the newest build, or build again.',
      );
    }
    const length = Math.max(0, Math.min(PIECE_BYTES, artifact.size - offset));
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, offset);
    return { data: buffer.toString('base64', 0, bytesRead), size: artifact.size };
  } finally {
    await file.close().catch(() => undefined);
  }
}

/** Opens a file where its path says, through no link; null if it can't be. */
export async function openInside(root: string, path: string): Promise<FileHandle | null> {
  const wanted = join(root, path);
  try {
    if ((await realpath(wanted)) !== wanted) return null;
    // Not to hang on a pipe that took the file's place.
    return await open(wanted, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch {
    return null;
  }
}

function fingerprint({ ino, size, mtimeNs }: BigIntStats): string {
  return `${ino} ${size} ${mtimeNs}`;
}
