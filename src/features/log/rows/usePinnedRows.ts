import { type RefObject, useEffect, useRef } from 'react';

/** So many rows stay rendered for a selection; longer ranges are chosen by their numbers. */
const MOST_ROWS = 3_000;

/** Rows by their index, `to` excluded. */
interface RowSpan {
  readonly from: number;
  readonly to: number;
}

/**
 * Rows that the reader's selection touches. A browser forgets a selection whose text is taken from
 * the page, so these stay when they are scrolled out of view.
 * @param rows the element that holds the rendered rows
 * @param rendered index of the first of them
 * @returns widens a span of rows to be rendered
 */
export function usePinnedRows(
  rows: RefObject<HTMLElement | null>,
  rendered: RefObject<number>,
): (span: RowSpan) => RowSpan {
  const pinned = useRef<RowSpan | null>(null);
  useEffect(() => {
    const onSelect = () => {
      pinned.current = spanOf(getSelection(), rows.current, rendered.current);
    };
    document.addEventListener('selectionchange', onSelect);
    return () => document.removeEventListener('selectionchange', onSelect);
  }, [rows, rendered]);
  return (span) => {
    if (pinned.current === null) return span;
    const from = Math.min(span.from, pinned.current.from);
    const to = Math.max(span.to, pinned.current.to);
    return to - from > MOST_ROWS ? span : { from, to };
  };
}

function spanOf(selection: Selection | null, rows: HTMLElement | null, first: number) {
  if (selection === null || selection.isCollapsed || rows === null) return null;
  const ends = [selection.anchorNode, selection.focusNode].flatMap((node) => {
    const at = rowOf(node, rows);
    return at < 0 ? [] : [first + at];
  });
  return ends.length === 0 ? null : { from: Math.min(...ends), to: Math.max(...ends) + 1 };
}

/** Position of the row that a node is in; -1 if it is in none. */
function rowOf(node: Node | null, rows: HTMLElement): number {
  for (let at = node; at !== null; at = at.parentNode) {
    if (at.parentNode === rows) return [...rows.children].findIndex((row) => row === at);
  }
  return -1;
}
