import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

export const repoRoot = resolve(import.meta.dirname, '..', '..');

/** Downloads, shared by all checkouts and data directories of a user. */
export function cacheDir(env: NodeJS.ProcessEnv): string {
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'slate');
}

/** A package's file, such as a program to run with Node: shims in `.bin` differ by system. */
export function moduleFile(pathInNodeModules: string): string {
  return join(repoRoot, 'node_modules', pathInNodeModules);
}
