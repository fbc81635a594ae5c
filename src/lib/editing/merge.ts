import { applyEdits, diffLines, type Edit } from './diff.ts';

export interface Merge {
  /** Their text with those of my changes that touch none of theirs. */
  readonly text: string;
  /** My changes that could not be made: they touch theirs, and are in no text but mine. */
  readonly conflicts: readonly Conflict[];
}

export interface Conflict {
  /** Where it would go in the merged text. */
  readonly at: number;
  readonly mine: string;
  readonly theirs: string;
}

/** Three-way merge by lines. Where both changed the same lines differently, theirs stay. */
export function mergeTexts(base: string, mine: string, theirs: string): Merge {
  if (mine === base || mine === theirs) return { text: theirs, conflicts: [] };
  if (theirs === base) return { text: mine, conflicts: [] };
  const ours = [...diffLines(base, mine)];
  const others = diffLines(base, theirs);
  const kept: Edit[] = [];
  const conflicts: Conflict[] = [];
  let shift = 0;
  for (const other of others) {
    while (ours[0] && !touch(ours[0], other) && isBefore(ours[0], other)) {
      shift += take(kept, ours.shift());
    }
    const touching: Edit[] = [];
    while (ours[0] && touch(ours[0], other)) touching.push(...ours.splice(0, 1));
    if (touching.length > 0 && !(touching.length === 1 && isSame(touching[0], other))) {
      const from = Math.min(other.at, ...touching.map(({ at }) => at));
      const to = Math.max(...[other, ...touching].map(({ at, remove }) => at + remove));
      conflicts.push({
        at: other.at + shift,
        mine: part(base, touching, from, to),
        theirs: part(base, [other], from, to),
      });
    }
    shift += take(kept, other);
  }
  kept.push(...ours);
  return { text: applyEdits(base, kept), conflicts };
}

function take(kept: Edit[], edit: Edit | undefined): number {
  if (!edit) return 0;
  kept.push(edit);
  return edit.insert.length - edit.remove;
}

function part(base: string, edits: readonly Edit[], from: number, to: number): string {
  const moved = edits.map((edit) => ({ ...edit, at: edit.at - from }));
  return applyEdits(base.slice(from, to), moved);
}

/** Two insertions at one place touch, too: which comes first is for a person to say. */
function touch(a: Edit, b: Edit): boolean {
  if (a.remove === 0 && b.remove === 0) return a.at === b.at;
  return a.at < b.at + b.remove && b.at < a.at + a.remove;
}

function isBefore(a: Edit, b: Edit): boolean {
  return a.at < b.at || (a.at === b.at && a.remove === 0);
}

function isSame(a: Edit | undefined, b: Edit): boolean {
  return a?.at === b.at && a.remove === b.remove && a.insert === b.insert;
}
