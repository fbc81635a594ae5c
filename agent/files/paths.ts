import { lstat, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UserError } from '../userError.ts';

const MAX_PATH_CHARS = 1_024;
const MAX_NAME_BYTES = 255;
/** What Slate writes beside a file before it takes the file's place. */
const DRAFT = '.slate-draft-';

/** Compared without case: some file systems do not know the difference. */
const HIDDEN_NAMES = new Set(['.git', 'node_modules', '.netrc', '.npmrc', '.pgpass', '.ssh']);
const HIDDEN_PATTERNS = [
  /^\.env/,
  /^id_(rsa|dsa|ecdsa|ed25519)(_sk)?$/,
  /\.(pem|key|p12|pfx|jks|keystore|ppk|kdbx)$/,
  /^secrets\.env$/,
];

/**
 * What is wrong with a path that came from outside, or null. A path is relative to the project,
 * with "/" between plain names.
 */
export function pathProblem(path: string): string | null {
  if (path === '') return 'The path is empty.';
  if (path.length > MAX_PATH_CHARS) return `The path is longer than ${MAX_PATH_CHARS} characters.`;
  if (/\p{Cc}/u.test(path)) return 'A path has no control characters.';
  if (path.includes('\\')) return 'Names in a path are separated by “/”.';
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) return 'A path is relative to the project.';
  for (const name of path.split('/')) {
    if (name === '' || name === '.' || name === '..') return 'A path consists of plain names.';
    if (Buffer.byteLength(name) > MAX_NAME_BYTES) return 'A name in the path is too long.';
  }
  return null;
}

/** Whether a path is never shown, whatever the project's own rules say: keys, `.git`, packages. */
export function isPrivatePath(path: string): boolean {
  return path.split('/').some((part) => {
    // Trailing dots and spaces mean nothing to Windows.
    const name = part.toLowerCase().replace(/[. ]+$/, '');
    return (
      HIDDEN_NAMES.has(name) ||
      name.startsWith(DRAFT) ||
      HIDDEN_PATTERNS.some((pattern) => pattern.test(name))
    );
  });
}

/** The name of a file that is to take another's place; it is hidden. */
export function draftName(token: string): string {
  return `${DRAFT}${token}`;
}

/** The directory that a path is in; "" for the project itself. */
export function parentOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
}

/** @throws UserError for a path that is malformed or never shown */
export function assertPath(path: string): void {
  const problem = pathProblem(path);
  if (problem !== null) throw new UserError(problem);
  if (isPrivatePath(path)) {
    throw new UserError(
      `“${path}” is never shown or changed: it may hold keys or belong to tools.`,
    );
  }
}

/**
 * The absolute path of a regular file, if no part of its path is a link.
 * @param root without links
 * @throws UserError
 */
export async function locateFile(root: string, path: string): Promise<string> {
  assertPath(path);
  const wanted = join(root, path);
  await assertNoLink(wanted, path);
  const stat = await lstat(wanted).catch(() => null);
  if (!stat) throw new UserError(`“${path}” is gone.`);
  if (!stat.isFile()) throw new UserError(`“${path}” is not a regular file.`);
  return wanted;
}

/**
 * The absolute path at which something may be made: the directory that it is in exists and is
 * reached through no link.
 * @throws UserError
 */
export async function locateNew(root: string, path: string): Promise<string> {
  assertPath(path);
  const wanted = join(root, path);
  const parent = dirname(wanted);
  await assertNoLink(parent, parentOf(path) || '/');
  const stat = await lstat(parent).catch(() => null);
  if (!stat?.isDirectory()) throw new UserError(`“${parentOf(path)}” is not a directory.`);
  return wanted;
}

async function assertNoLink(wanted: string, path: string): Promise<void> {
  const real = await realpath(wanted).catch(() => null);
  if (real === null) throw new UserError(`“${path}” is gone.`);
  if (real !== wanted) {
    throw new UserError(`“${path}” is behind a link. Open the file where it really is.`);
  }
}
