import * as Y from 'yjs';
import type { Draft, StoredCopy } from './clientTypes.ts';
import { diffLines, editSharedText } from './diff.ts';
import { mergeTexts } from './merge.ts';
import type { DocumentCopy, Outgoing } from './ClientDocument.ts';
import { TEXT_NAME } from './checkUpdate.ts';
import type { RefusalReason } from './messages.ts';

export interface Unsent {
  readonly base: string;
  readonly mine: string;
}

/** The texts before and after what a copy holds unsent; null if that is nothing. */
export function unsentOf({ confirmed, outgoing }: DocumentCopy): Unsent | null {
  if (outgoing.length === 0) return null;
  const doc = new Y.Doc();
  Y.applyUpdate(doc, confirmed);
  const base = doc.getText(TEXT_NAME).toJSON();
  for (const { inFlight, pending } of outgoing) {
    for (const update of [...(inFlight ? [inFlight] : []), ...pending]) Y.applyUpdate(doc, update);
  }
  const mine = doc.getText(TEXT_NAME).toJSON();
  doc.destroy();
  return mine === base ? null : { base, mine };
}

/**
 * Merges what was typed on another epoch into a text, as edits of this page.
 * @returns all of it as a draft, if some could not be merged
 */
export function mergeInto(text: Y.Text, { base, mine }: Unsent, isReadOnly: boolean): Draft | null {
  const theirs = text.toJSON();
  const merge = isReadOnly ? null : mergeTexts(base, mine, theirs);
  if (merge) editSharedText(text, diffLines(theirs, merge.text));
  if (merge?.conflicts.length === 0) return null;
  const reason = 'The file changed while you were offline, in lines that you changed too.';
  return { text: mine, reason };
}

/** Two copies may hold the same session: a tab that went on with what another had left. */
function uniqueSessions(outgoing: readonly Outgoing[]): readonly Outgoing[] {
  const unique = new Map<string, Outgoing>();
  for (const one of outgoing) {
    const other = unique.get(one.session);
    const pending = other
      ? [...other.pending, ...(one.inFlight ? [one.inFlight] : []), ...one.pending]
      : one.pending;
    unique.set(one.session, other ? { ...other, pending } : one);
  }
  return [...unique.values()];
}

export function refusalWords(reason: RefusalReason): string {
  switch (reason) {
    case 'too-large':
      return 'The file would be larger than 1 MB.';
    case 'read-only':
      return 'The file became read-only.';
    default:
      return 'The agent could not take the change.';
  }
}

/**
 * One document of all copies of the latest epoch. What was typed in another can't be shown on top of
 * it; it is merged when the file is open.
 * @param copies the latest written first
 */
export function joinCopies(copies: readonly StoredCopy[]) {
  const [newest] = copies;
  if (!newest) return null;
  const isSame = ({ copy }: StoredCopy) => copy.epoch === newest.copy.epoch;
  const outgoing = copies.filter(isSame).flatMap(({ copy }) => copy.outgoing);
  return {
    copy: { ...newest.copy, outgoing: uniqueSessions(outgoing) },
    readOnly: newest.readOnly,
    apart: copies.filter((stored) => !isSame(stored)),
  };
}
