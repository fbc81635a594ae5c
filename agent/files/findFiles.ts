import type { FileEntry } from '../../src/catalogs/slate/index.ts';

const MAX_FOUND = 50;

/**
 * Files whose path has the letters of a query in order, best first: whole names before parts of
 * names, names before directories, short paths before long ones.
 */
export function findFiles(
  entries: readonly FileEntry[],
  query: string,
  limit = MAX_FOUND,
): { fileId: string; path: string }[] {
  const wanted = query.toLowerCase().replaceAll(/\s+/g, '').slice(0, 200);
  return entries
    .flatMap(({ fileId, path, kind }) => {
      const score = kind === 'file' ? rate(path.toLowerCase(), wanted) : null;
      return score === null ? [] : [{ fileId, path, score }];
    })
    .toSorted(
      (a, b) => b.score - a.score || a.path.length - b.path.length || (a.path < b.path ? -1 : 1),
    )
    .slice(0, Math.max(0, Math.min(Math.floor(limit), MAX_FOUND)))
    .map(({ fileId, path }) => ({ fileId, path }));
}

function rate(path: string, wanted: string): number | null {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (name === wanted) return 5;
  if (name.startsWith(wanted)) return 4;
  if (name.includes(wanted)) return 3;
  if (path.includes(wanted)) return 2;
  if (hasInOrder(name, wanted)) return 1;
  return hasInOrder(path, wanted) ? 0 : null;
}

function hasInOrder(text: string, letters: string): boolean {
  let at = -1;
  for (const letter of letters) {
    at = text.indexOf(letter, at + 1);
    if (at === -1) return false;
  }
  return true;
}
