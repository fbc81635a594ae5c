import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, link, lstat, mkdir, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CommandRefusal } from '../../src/lib/messaging/index.ts';
import { openInside } from '../build/artifacts.ts';
import { draftName } from '../files/paths.ts';
import { nameKey, numberedName } from './safeName.ts';

/** More files of one name than anybody has. */
const MAX_NUMBER = 1_000;
/** As base64 in JSON it stays well below every server's max_payload. */
const PIECE_BYTES = 192 * 1024;

/** What file systems answer that have no links, or not to there. */
const withoutLinks = new Set(['EXDEV', 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

const codeOf = (error: unknown) =>
  error instanceof Error && 'code' in error ? String(error.code) : '';

/**
 * The project's assets directory, made if need be.
 * @throws CommandRefusal if a link in its place leads elsewhere, or it can't be made
 */
export async function openAssetsDir(projectDir: string, name: string): Promise<string> {
  const wanted = join(await realpath(projectDir), name);
  try {
    await mkdir(wanted, { recursive: true });
    if ((await realpath(wanted)) === wanted && (await stat(wanted)).isDirectory()) return wanted;
  } catch (error) {
    if (!['EEXIST', 'ENOTDIR', 'EACCES', 'EROFS', 'ENOSPC', 'EPERM'].includes(codeOf(error))) {
      throw error;
    }
  }
  throw new CommandRefusal(
    'failed',
    `The project’s “${name}” can’t be used as a directory for assets: make it a plain, writable directory.`,
  );
}

/**
 * Puts a copy of a file into a directory under its name, or with a number if something there has
 * it. Never replaces anything that another program put there meanwhile. The same file twice is there once.
 * @param taken keys of names that are used on some file system
 * @returns the name it got
 */
export async function placeCopy(
  from: string,
  dir: string,
  name: string,
  taken: ReadonlySet<string>,
): Promise<string> {
  for (let number = 1; number <= MAX_NUMBER; number++) {
    const candidate = numberedName(name, number);
    if (taken.has(nameKey(candidate))) continue;
    if (await copyWithoutReplacing(from, join(dir, candidate))) return candidate;
  }
  throw new CommandRefusal('conflict', 'Too many files have this name: choose another.');
}

/**
 * Gives a file a second name, or copies it where there is another file system in between.
 * @returns false if something else is there already
 */
export async function copyWithoutReplacing(from: string, to: string): Promise<boolean> {
  const first = await linked(from, to);
  if (first !== 'impossible') return first === 'done';
  const draft = join(dirname(to), draftName(randomUUID()));
  try {
    await copyFile(from, draft, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    const outcome = await linked(draft, to);
    if (outcome !== 'impossible') return outcome === 'done';
    await copyFile(draft, to, constants.COPYFILE_EXCL);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/** A link is made whole or not at all, and never replaces. */
async function linked(from: string, to: string): Promise<'done' | 'taken' | 'impossible'> {
  try {
    await link(from, to);
    return 'done';
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return (await isSameFile(from, to)) ? 'done' : 'taken';
    // Another file system, or one without links.
    if (withoutLinks.has(codeOf(error))) return 'impossible';
    throw error;
  }
}

async function isSameFile(one: string, other: string): Promise<boolean> {
  const [first, second] = await Promise.all([lstat(one), lstat(other)]);
  return first.ino === second.ino && first.dev === second.dev;
}

/** Moves a file of the agent's own, also to another file system. */
export async function moveOwn(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  try {
    await rename(from, to);
  } catch (error) {
    if (codeOf(error) !== 'EXDEV') throw error;
    await copyFile(from, to);
    await rm(from);
  }
}

/**
 * One piece of a file, through no link.
 * @param size that the file has; another one is another file
 * @throws CommandRefusal 'not-found' if it is gone, 'conflict' if it has changed
 */
export async function readPiece(
  dir: string,
  name: string,
  size: number,
  offset: number,
): Promise<{ readonly data: string; readonly size: number }> {
  const root = await realpath(dir).catch(() => null);
  const file = root === null ? null : await openInside(root, name);
  if (!file) {
    throw new CommandRefusal('not-found', 'The file is no longer in the project’s directory.');
  }
  try {
    const found = await file.stat();
    if (!found.isFile() || found.size !== size) {
      throw new CommandRefusal('conflict', 'The file was changed outside of Slate.');
    }
    const length = Math.max(0, Math.min(PIECE_BYTES, size - offset));
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, offset);
    return { data: buffer.toString('base64', 0, bytesRead), size };
  } finally {
    await file.close().catch(() => undefined);
  }
}
