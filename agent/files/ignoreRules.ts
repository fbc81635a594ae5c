import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { runGit } from '../build/git.ts';
import { isPrivatePath, parentOf } from './paths.ts';

const IGNORE_FILE = '.gitignore';
const MAX_RULES_BYTES = 256 * 1024;
/** As git has it by default: file systems of Linux know upper from lower case. */
const options = { ignorecase: process.platform !== 'linux' };

/** What of a project is never shown: keys, `.git`, packages, and what git ignores. */
export interface IgnoreRules {
  /** @param path relative to the project, with "/"; what is in a hidden directory is hidden too */
  isHidden(path: string, kind: 'directory' | 'other'): boolean;
}

/** Whether the rules have to be read again when this file changes. */
export function isRulesFile(path: string): boolean {
  return path === IGNORE_FILE || path.endsWith(`/${IGNORE_FILE}`);
}

interface Level {
  /** What a path of the project has to be prefixed with, or cut by, for these rules. */
  readonly toRelative: (path: string) => string;
  readonly rules: Ignore;
}

/**
 * Reads which files git ignores: .gitignore in every directory, those of a repository around the
 * project, .git/info/exclude and the user's own. Without git those of the project count.
 * @param root absolute, without links
 * @param extra absolute paths that are hidden too
 */
export async function readIgnoreRules(
  root: string,
  extra: readonly string[] = [],
): Promise<IgnoreRules> {
  const outer = await readOuterRules(root);
  const own = new Map<string, Level | null>();
  const directories = new Map<string, boolean>();
  const hiddenPaths = new Set(
    extra.map((path) => relative(root, path).split(sep).join('/')).filter((path) => path !== ''),
  );

  const ownRules = (dir: string): Level | null => {
    const known = own.get(dir);
    if (known !== undefined) return known;
    const text = readRules(join(root, dir, IGNORE_FILE));
    const prefix = dir === '' ? 0 : dir.length + 1;
    const read = text === null ? null : level(text, (path) => path.slice(prefix));
    own.set(dir, read);
    return read;
  };

  const isIgnored = (path: string, isDirectory: boolean): boolean => {
    const suffix = isDirectory ? '/' : '';
    for (let dir = parentOf(path); ; dir = parentOf(dir)) {
      const verdict = testLevel(ownRules(dir), path, suffix);
      if (verdict !== null) return verdict;
      if (dir === '') break;
    }
    for (const rules of outer) {
      const verdict = testLevel(rules, path, suffix);
      if (verdict !== null) return verdict;
    }
    return false;
  };
  const isHiddenDirectory = (path: string): boolean => {
    const known = directories.get(path);
    if (known !== undefined) return known;
    const parent = parentOf(path);
    const hidden =
      (parent !== '' && isHiddenDirectory(parent)) ||
      hiddenPaths.has(path) ||
      isPrivatePath(path) ||
      isIgnored(path, true);
    directories.set(path, hidden);
    return hidden;
  };

  return {
    isHidden(path, kind) {
      if (kind === 'directory') return isHiddenDirectory(path);
      const parent = parentOf(path);
      return (
        (parent !== '' && isHiddenDirectory(parent)) ||
        hiddenPaths.has(path) ||
        isPrivatePath(path) ||
        isIgnored(path, false)
      );
    },
  };
}

function level(text: string, toRelative: Level['toRelative']): Level {
  return { rules: ignore(options).add(text), toRelative };
}

function testLevel(one: Level | null, path: string, suffix: string): boolean | null {
  if (!one) return null;
  const { ignored, unignored } = one.rules.test(one.toRelative(path) + suffix);
  if (ignored) return true;
  return unignored ? false : null;
}

/** The rules from above the project, nearest first, then the repository's and the user's own. */
async function readOuterRules(root: string): Promise<readonly Level[]> {
  const found = await runGit(root, ['rev-parse', '--show-toplevel', '--git-path', 'info/exclude']);
  const [top = '', exclude = ''] = found.exitCode === 0 ? found.stdout.split('\n') : [];
  const realTop = top === '' ? null : await realpath(top).catch(() => null);
  if (realTop === null) return [];
  const inRepository = relative(realTop, root).split(sep).join('/');
  if (inRepository.startsWith('..')) return [];
  if (inRepository !== '') {
    // A workspace inside another project's checkout is not what that checkout is about.
    const ignored = await runGit(root, ['check-ignore', '-q', '--', '.']);
    if (ignored.exitCode !== 1) return [];
  }
  const above: string[] = [];
  for (let dir = inRepository; dir !== ''; dir = parentOf(dir)) above.push(parentOf(dir));
  const user = await runGit(root, ['config', '--type=path', '--get', 'core.excludesFile']);
  const userFile = user.exitCode === 0 ? user.stdout.trim() : defaultUserFile();
  const files = [
    ...above.map((dir) => ({ file: join(realTop, dir, IGNORE_FILE), base: dir })),
    { file: resolve(root, exclude), base: '' },
    ...(userFile === null ? [] : [{ file: resolve(root, userFile), base: '' }]),
  ];
  return files.flatMap(({ file, base }) => {
    const text = readRules(file);
    const prefix = base === '' ? inRepository : inRepository.slice(base.length + 1);
    const toRelative = (path: string) => (prefix === '' ? path : `${prefix}/${path}`);
    return text === null ? [] : [level(text, toRelative)];
  });
}

function defaultUserFile(): string | null {
  const { XDG_CONFIG_HOME, HOME } = process.env;
  const config = XDG_CONFIG_HOME || (HOME ? join(HOME, '.config') : '');
  return config === '' ? null : join(config, 'git', 'ignore');
}

/** Null where there is no such regular file. Not awaited: a watcher asks in the middle of its work. */
function readRules(path: string): string | null {
  let file: number | null = null;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    if (!fstatSync(file).isFile()) return null;
    const buffer = Buffer.alloc(MAX_RULES_BYTES);
    return buffer.toString('utf8', 0, readSync(file, buffer));
  } catch {
    return null;
  } finally {
    if (file !== null) closeSync(file);
  }
}
