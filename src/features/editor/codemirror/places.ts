import * as Y from 'yjs';

/** A place in a shared text as it is published: it stays with the text around it. */
export function placeOf(text: Y.Text, index: number): string {
  const position = Y.createRelativePositionFromTypeIndex(text, index);
  return btoa(String.fromCharCode(...Y.encodeRelativePosition(position)));
}

/** @returns null for a place that is not in this text, or not yet, and for what is no place at all */
export function indexOf(text: Y.Text, place: string | null): number | null {
  const { doc } = text;
  if (place === null || !doc) return null;
  try {
    const bytes = Uint8Array.from(atob(place), (character) => character.charCodeAt(0));
    const position = Y.decodeRelativePosition(bytes);
    const found = Y.createAbsolutePositionFromRelativePosition(position, doc);
    return found?.type === text ? found.index : null;
  } catch {
    // Others may publish anything.
    return null;
  }
}
