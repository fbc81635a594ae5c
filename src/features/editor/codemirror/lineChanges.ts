import { diffLines } from '../../../lib/editing/diff.ts';

export type LineChange = 'added' | 'changed' | 'deleted';

/**
 * How a text differs from its base, by line from 1. Deleted lines are marked at the line that comes
 * after them, or at the last one.
 */
export function lineChanges(base: string, text: string): ReadonlyMap<number, LineChange> {
  const changes = new Map<number, LineChange>();
  const last = countLines(text) + (text.endsWith('\n') || text === '' ? 1 : 0);
  /** Of the line at the present place. */
  let line = 1;
  let from = 0;
  for (const { at, remove, insert } of diffLines(base, text)) {
    line += countLines(base.slice(from, at));
    const removed = countLines(base.slice(at, at + remove));
    const added = countLines(insert);
    for (let n = 0; n < added; n++) changes.set(line + n, n < removed ? 'changed' : 'added');
    line += added;
    if (removed > added && !changes.has(line)) changes.set(Math.min(line, last), 'deleted');
    from = at + remove;
  }
  return changes;
}

/** Lines that end, and one that does not. */
function countLines(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1;
  return text === '' || text.endsWith('\n') ? lines : lines + 1;
}
