import { nameOf } from '../model.ts';
import type { TreeRow } from './rows.ts';

/** What a key does in a tree, as in the ARIA tree pattern. */
export type TreeMove =
  | { readonly kind: 'focus'; readonly index: number }
  | { readonly kind: 'expand'; readonly paths: readonly string[] }
  | { readonly kind: 'collapse'; readonly path: string };

/**
 * Null for a key that does nothing here.
 * @param at the row that has the focus
 * @param page how many rows are in view
 */
export function moveOf(
  key: string,
  rows: readonly TreeRow[],
  at: number,
  page: number,
): TreeMove | null {
  const row = rows[at];
  if (!row) return null;
  const focus = (index: number): TreeMove => ({
    kind: 'focus',
    index: Math.max(0, Math.min(index, rows.length - 1)),
  });
  switch (key) {
    case 'ArrowDown':
      return focus(at + 1);
    case 'ArrowUp':
      return focus(at - 1);
    case 'PageDown':
      return focus(at + page);
    case 'PageUp':
      return focus(at - page);
    case 'Home':
      return focus(0);
    case 'End':
      return focus(rows.length - 1);
    case 'ArrowRight':
      if (row.entry.kind !== 'directory') return null;
      if (!row.isExpanded) return { kind: 'expand', paths: [row.entry.path] };
      return isChild(rows[at + 1], row) ? focus(at + 1) : null;
    case 'ArrowLeft': {
      if (row.isExpanded) return { kind: 'collapse', path: row.entry.path };
      const parent = rows.slice(0, at).findLastIndex(({ level }) => level < row.level);
      return parent === -1 ? null : focus(parent);
    }
    case '*': {
      const paths = siblingsOf(rows, at).flatMap(({ entry, isExpanded }) =>
        entry.kind === 'directory' && !isExpanded ? [entry.path] : [],
      );
      return paths.length === 0 ? null : { kind: 'expand', paths };
    }
    default:
      return null;
  }
}

const isChild = (row: TreeRow | undefined, of: TreeRow) =>
  row !== undefined && row.level > of.level;

function siblingsOf(rows: readonly TreeRow[], at: number): readonly TreeRow[] {
  const level = rows[at]?.level ?? 1;
  const isAbove = (row: TreeRow) => row.level < level;
  const from = rows.slice(0, at).findLastIndex(isAbove) + 1;
  const end = rows.findIndex((row, index) => index > at && isAbove(row));
  return rows.slice(from, end === -1 ? rows.length : end).filter((row) => row.level === level);
}

/** What was typed in a tree, and when; it is forgotten after a pause. */
export interface Typed {
  readonly text: string;
  readonly at: number;
}

const FORGET_MS = 700;

/** Whether the next letter belongs to what was typed before. @param now in milliseconds */
export function isTyping(before: Typed | null, now: number): before is Typed {
  return before !== null && now - before.at <= FORGET_MS;
}

export function typeInto(before: Typed | null, letter: string, now: number): Typed {
  return { text: isTyping(before, now) ? before.text + letter : letter, at: now };
}

/**
 * The next row whose name begins with what was typed; -1 if there is none. One letter, also
 * repeated, goes from name to name.
 */
export function findTyped(rows: readonly TreeRow[], at: number, typed: string): number {
  const letters = [...typed.toLowerCase()];
  const isOneLetter = letters.every((letter) => letter === letters[0]);
  const wanted = isOneLetter ? (letters[0] ?? '') : letters.join('');
  const from = isOneLetter ? at + 1 : at;
  for (let step = 0; step < rows.length; step++) {
    const index = (from + step) % rows.length;
    const row = rows[index];
    if (row && nameOf(row.entry.path).toLowerCase().startsWith(wanted)) return index;
  }
  return -1;
}
