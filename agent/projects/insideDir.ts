import { isAbsolute, relative, sep } from 'node:path';

/** Whether an absolute path is a directory itself or below it, by its text alone. */
export function isInside(dir: string, path: string): boolean {
  const way = relative(dir, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
