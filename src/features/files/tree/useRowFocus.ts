import { type RefObject, useLayoutEffect, useRef, useState } from 'react';
import type { TreeRow } from './rows.ts';

export interface RowFocus {
  /** The one row that Tab reaches; -1 in an empty tree. */
  readonly at: number;
  moveTo(index: number): void;
  readonly handlers: {
    onFocus(event: { readonly target: EventTarget }): void;
    onBlur(): void;
  };
}

/**
 * Which row of a tree has the focus: it stays with its file, also when that is moved, and goes to
 * the row that takes the place of one that is gone.
 * @param selected the row to begin with
 * @param reveal draws a row
 */
export function useRowFocus(
  tree: RefObject<HTMLElement | null>,
  rows: readonly TreeRow[],
  selected: number,
  reveal: (index: number) => void,
): RowFocus {
  const [fileId, setFileId] = useState<string | null>(null);
  const last = useRef({ isInside: false, index: 0 });
  const known = fileId === null ? -1 : rows.findIndex(({ entry }) => entry.fileId === fileId);
  const { isInside, index } = last.current;
  const idAt = (row: number) => rows[row]?.entry.fileId ?? null;
  const preferred = isInside ? [known, index] : [selected, known];
  const at = Math.min(preferred.find((row) => row !== -1) ?? 0, rows.length - 1);

  useLayoutEffect(() => {
    last.current.index = at;
    if (!last.current.isInside) return;
    // A row that is removed takes the focus with it.
    const { activeElement } = document;
    const isLost = activeElement === null || activeElement === document.body;
    const isOther = tree.current?.contains(activeElement) && fileIdOf(activeElement) !== idAt(at);
    if (isLost || isOther) {
      const row = tree.current?.querySelector<HTMLElement>('[tabindex="0"]');
      row?.focus({ preventScroll: true });
    }
  });
  return {
    at,
    moveTo(next) {
      last.current.isInside = true;
      setFileId(idAt(next));
      reveal(next);
    },
    handlers: {
      onFocus({ target }) {
        last.current.isInside = true;
        setFileId(fileIdOf(target));
      },
      onBlur() {
        last.current.isInside = false;
      },
    },
  };
}

/** Of the row that an element is in. */
export function fileIdOf(target: EventTarget | null): string | null {
  const row = target instanceof Element ? target.closest('[data-file-id]') : null;
  return row?.getAttribute('data-file-id') ?? null;
}
