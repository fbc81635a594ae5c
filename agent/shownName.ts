const MAX_CHARS = 64;

/** A name from a message, as people may see it: one line, cut; the proven id if there is none. */
export function shownName(name: string | undefined, userId: string): string {
  const clean = (name ?? '').replaceAll(/[\p{C}\p{Z}]+/gu, ' ').trim();
  return clean === '' ? userId : Array.from(clean).slice(0, MAX_CHARS).join('').trim();
}
