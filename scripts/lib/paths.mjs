import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root, without a slash at its end. */
export const repoRoot = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/** Where setup locks live: beside node_modules and dist, the things that they guard. */
export const setupLockDir = join(repoRoot, '.slate-setup.lock');

/**
 * Where downloads are kept for every checkout and data directory of this person.
 * @param {NodeJS.ProcessEnv} env
 */
export function cacheDir(env) {
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'slate');
}

/**
 * A package's program, to be run with Node itself: `node_modules/.bin` shims differ by system.
 * @param {string} pathInNodeModules
 */
export function moduleFile(pathInNodeModules) {
  return join(repoRoot, 'node_modules', pathInNodeModules);
}
