import { type RefObject, useEffect, useRef } from 'react';

/** For a selection; longer ranges are selected by line number. */
const MOST_ROWS = 3_000;

interface RowSpan {
  readonly from: number;
  readonly to: number;
}

/**
 * Keeps the rows of the reader's selection rendered: a browser drops a selection whose text is
 * removed.
 * @param rendered index of the first rendered row
 * @returns widens a span of rows
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

/** -1 if it is in none. */
function rowOf(node: Node | null, rows: HTMLElement): number {
  for (let at = node; at !== null; at = at.parentNode) {
    if (at.parentNode === rows) return [...rows.children].findIndex((row) => row === at);
  }
  return -1;
}
