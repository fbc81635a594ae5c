import * as Y from 'yjs';
import { utf8Length } from './fileText.ts';
import { MAX_TEXT_BYTES } from './limits.ts';

/** The one shared type of a document. */
export const TEXT_NAME = 'text';

/** A struct may stand for deleted text without holding it; more than this is no honest deletion. */
const MAX_STRUCT_LENGTH = 16 * 1024 * 1024;

/**
 * Whether an update changes the text and nothing else, as that client: a forged clientID splits the
 * texts of others for good. What it builds on is checked by applying it to a copy.
 * @returns what is wrong, or null
 */
export function checkUpdate(update: Uint8Array, clientId: number, doc: Y.Doc): string | null {
  let decoded: ReturnType<typeof Y.decodeUpdate>;
  try {
    decoded = Y.decodeUpdate(update);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  for (const struct of decoded.structs) {
    if (struct.id.client !== clientId) return 'it writes as another client';
    if (struct.length <= 0 || struct.length > MAX_STRUCT_LENGTH) return 'a part is too long';
    if (!(struct instanceof Y.Item)) return 'it leaves a gap';
    const problem = checkItem(struct);
    if (problem !== null) return problem;
  }
  const added = decoded.structs.reduce(
    (end, { id, length }) => Math.max(end, id.clock + length),
    0,
  );
  for (const [client, ranges] of decoded.ds.clients) {
    const own = client === clientId ? added : 0;
    const known = Math.max(own, Y.getState(doc.store, client));
    if (ranges.some(({ clock, len }) => len < 0 || clock + len > known)) {
      return 'it deletes what is not there';
    }
  }
  return null;
}

function checkItem({ parent, parentSub, content }: Y.Item): string | null {
  // Left out where a neighbour implies it.
  if (parent !== null && (parent as unknown) !== TEXT_NAME) return 'it writes to another type';
  if (parentSub !== null) return 'it writes an attribute';
  if (content instanceof Y.ContentDeleted) return null;
  if (!(content instanceof Y.ContentString)) return 'it holds more than text';
  return content.str.includes('\r') ? 'it holds a carriage return' : null;
}

/** Items looked at between the neighbours that an update names. */
const MAX_STEPS = 50_000;

/**
 * Whether what a client has written stands where a page could have put it: between its neighbours,
 * with nothing of its own from before in between. Forged neighbours make the order depend on who
 * reads what first, and texts differ for good.
 * @param doc has the update
 * @param known how much of that client's it had before
 */
export function checkPlaces(update: Uint8Array, doc: Y.Doc, known: number): boolean {
  let steps = 0;
  const text = doc.getText(TEXT_NAME);
  return Y.decodeUpdate(update).structs.every((struct) => {
    if (!(struct instanceof Y.Item) || struct.id.clock < known) return true;
    const { id, origin, rightOrigin } = struct;
    const isOwn = (item: Y.Item) => item.id.client === id.client && contains(item, id);
    let item: Y.Item | null = origin ? itemAt(doc, origin) : text._start;
    if (item && origin && !isOwn(item)) item = item.right;
    for (; item && !(rightOrigin && contains(item, rightOrigin)); item = item.right) {
      steps += 1;
      if (steps > MAX_STEPS) return false;
      if (item.id.client === id.client && item.id.clock < id.clock && !isOwn(item)) return false;
    }
    return item !== null || rightOrigin === null;
  });
}

/** Whether a text may be that of a file. */
export function fits(text: Y.Text): boolean {
  if (text.length > MAX_TEXT_BYTES) return false;
  return 3 * text.length <= MAX_TEXT_BYTES || utf8Length(text.toJSON()) <= MAX_TEXT_BYTES;
}

function itemAt(doc: Y.Doc, id: Y.ID): Y.Item | null {
  const struct = Y.getItem(doc.store, id) as Y.Item | Y.GC;
  return struct instanceof Y.Item ? struct : null;
}

function contains({ id, length }: Y.Item, { client, clock }: Y.ID): boolean {
  return id.client === client && id.clock <= clock && clock < id.clock + length;
}
