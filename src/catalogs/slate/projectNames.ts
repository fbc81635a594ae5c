import { isToken } from '../../lib/messaging/catalog/subjects.ts';
import { visibleName } from './visibleName.ts';

const MAX_NAME_CHARS = 100;
const MAX_ID_CHARS = 64;

/**
 * One line, trimmed, without control and invisible characters.
 * @returns null if nothing is left, or more than 100 characters
 */
export function cleanProjectName(text: string): string | null {
  const clean = visibleName(text, MAX_NAME_CHARS + 1);
  return clean === null || Array.from(clean).length > MAX_NAME_CHARS ? null : clean;
}

/**
 * "Café Menu!" becomes `cafe-menu`; a name without usable letters `project`; a taken id gets a
 * number.
 */
export function projectIdOf(name: string, taken: ReadonlySet<string> = new Set()): string {
  const base = name
    .normalize('NFKD')
    .replaceAll(/\p{M}+/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]+/g, '-')
    .slice(0, MAX_ID_CHARS)
    .replaceAll(/^-+|-+$/g, '');
  const wanted = isToken(base) ? base : 'project';
  let id = wanted;
  for (let number = 2; taken.has(id); number++) {
    const suffix = `-${number}`;
    id = wanted.slice(0, MAX_ID_CHARS - suffix.length) + suffix;
  }
  return id;
}
