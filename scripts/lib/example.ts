import { chmodSync, cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { repoRoot } from './paths.ts';
import { EXAMPLE } from './settings.ts';

/**
 * Copies the example into the data directory, where people may change it; what is there stays. All
 * of it or nothing.
 */
export function copyExample(dataDir: string): void {
  const target = join(dataDir, 'examples', EXAMPLE);
  if (existsSync(target)) return;
  const draft = `${target}.new`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
  const source = join(repoRoot, 'examples', EXAMPLE);
  // What a build in the checkout has left is not part of the example.
  cpSync(source, draft, { recursive: true, filter: (path) => path !== join(source, 'dist') });
  // The checkout may be read-only.
  chmodSync(draft, 0o755);
  renameSync(draft, target);
}
