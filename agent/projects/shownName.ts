import { visibleName } from '../../src/catalogs/slate/index.ts';

/** A name from a message, as people may see it; the proven id if there is none. */
export function shownName(name: string | undefined, userId: string): string {
  return visibleName(name ?? '') ?? userId;
}
