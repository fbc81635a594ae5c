import { diffArrays } from 'diff';
import type * as Y from 'yjs';
import { DIFF_TIME_LIMIT_MS } from './limits.ts';

/** Replaces `remove` UTF-16 units at `at` of the old text. */
export interface Edit {
  readonly at: number;
  readonly remove: number;
  readonly insert: string;
}

/**
 * What turns one text into another, by lines, in ascending order and without overlaps. When time
 * runs out, everything between the first and the last line that differ is one edit.
 */
export function diffLines(
  before: string,
  after: string,
  timeLimitMs: number = DIFF_TIME_LIMIT_MS,
): readonly Edit[] {
  if (before === after) return [];
  const old = linesOf(before);
  const fresh = linesOf(after);
  let head = 0;
  while (head < old.length && head < fresh.length && old[head] === fresh[head]) head++;
  let tail = 0;
  const most = Math.min(old.length, fresh.length) - head;
  while (tail < most && old[old.length - 1 - tail] === fresh[fresh.length - 1 - tail]) tail++;
  const oldMiddle = old.slice(head, old.length - tail);
  const freshMiddle = fresh.slice(head, fresh.length - tail);
  const start = lengthOf(old.slice(0, head));
  const parts =
    oldMiddle.length === 0 || freshMiddle.length === 0
      ? undefined
      : diffArrays(oldMiddle, freshMiddle, { timeout: timeLimitMs });
  if (!parts) return [{ at: start, remove: lengthOf(oldMiddle), insert: freshMiddle.join('') }];

  const edits: Edit[] = [];
  let at = start;
  let open: { at: number; remove: number; insert: string } | null = null;
  for (const { added, removed, value } of parts) {
    if (!added && !removed) {
      if (open) edits.push(open);
      open = null;
      at += lengthOf(value);
      continue;
    }
    open ??= { at, remove: 0, insert: '' };
    if (added) open.insert += value.join('');
    else {
      open.remove += lengthOf(value);
      at += lengthOf(value);
    }
  }
  if (open) edits.push(open);
  return edits;
}

/** Leaves out what a replaced part has in common with its replacement, never within a character. */
export function narrowEdits(before: string, edits: readonly Edit[]): readonly Edit[] {
  return edits.flatMap(({ at, remove, insert }) => {
    let head = 0;
    const most = Math.min(remove, insert.length);
    while (head < most && before[at + head] === insert[head]) head++;
    let tail = 0;
    while (
      tail < most - head &&
      before[at + remove - 1 - tail] === insert[insert.length - 1 - tail]
    ) {
      tail++;
    }
    if (head > 0 && isHigh(before.charCodeAt(at + head - 1))) head--;
    if (tail > 0 && isLow(before.charCodeAt(at + remove - tail))) tail--;
    const narrow = {
      at: at + head,
      remove: remove - head - tail,
      insert: insert.slice(head, insert.length - tail),
    };
    return narrow.remove === 0 && narrow.insert === '' ? [] : [narrow];
  });
}

export function applyEdits(text: string, edits: readonly Edit[]): string {
  let done = '';
  let from = 0;
  for (const { at, remove, insert } of edits) {
    done += text.slice(from, at) + insert;
    from = at + remove;
  }
  return done + text.slice(from);
}

/** Makes the edits in a shared text, which must be what they were computed from. */
export function editSharedText(shared: Y.Text, edits: readonly Edit[], origin?: unknown): void {
  const narrow = narrowEdits(shared.toJSON(), edits);
  const change = () => {
    // From the end, so that positions before stay right.
    for (const { at, remove, insert } of narrow.toReversed()) {
      if (remove > 0) shared.delete(at, remove);
      if (insert !== '') shared.insert(at, insert);
    }
  };
  if (shared.doc) shared.doc.transact(change, origin);
  else change();
}

/** Lines with their ends; the last may have none. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function lengthOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + line.length, 0);
}

const isHigh = (unit: number) => unit >= 0xd800 && unit <= 0xdbff;
const isLow = (unit: number) => unit >= 0xdc00 && unit <= 0xdfff;
