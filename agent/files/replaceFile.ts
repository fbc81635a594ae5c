import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { chmod, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { draftName } from './paths.ts';

/** Neither a link nor a pipe that took a file's place is followed or waited for. */
const READ = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** All of a regular file. @throws Error of the file system, or for what is no regular file */
export async function readRegularFile(
  path: string,
  maxBytes: number,
): Promise<{ readonly content: Buffer; readonly mode: number } | 'too-big'> {
  const file = await open(path, READ);
  try {
    const stat = await file.stat();
    if (!stat.isFile()) throw new Error('it is not a regular file');
    if (stat.size > maxBytes) return 'too-big';
    return { content: await file.readFile(), mode: stat.mode };
  } finally {
    await file.close();
  }
}

/** A file that is replaced is held in memory as a whole. */
const MAX_BYTES = 64 * 1024 * 1024;

/**
 * Puts new content in a file's place, all of it or nothing, with the mode that the file had.
 * @param path absolute, checked
 * @returns false if `replaces` refused what is there
 */
export async function replaceFile(
  path: string,
  content: Uint8Array,
  replaces: (onDisk: Buffer) => boolean = () => true,
): Promise<boolean> {
  const before = await readRegularFile(path, MAX_BYTES);
  if (before === 'too-big') throw new Error('it is too big to be replaced');
  if (!replaces(before.content)) return false;
  const draft = join(dirname(path), draftName(randomUUID()));
  try {
    const file = await open(draft, 'wx', 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await chmod(draft, before.mode & 0o7777);
    await rename(draft, path);
    return true;
  } finally {
    await rm(draft, { force: true });
  }
}
