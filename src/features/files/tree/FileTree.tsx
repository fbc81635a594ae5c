import { defaultRangeExtractor, useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type MouseEvent, useEffect, useMemo, useRef } from 'react';
import type { FileEntry } from '../../../catalogs/slate/index.ts';
import { cx } from '../../../components/cx.ts';
import { assertNever } from '../../../lib/assertNever.ts';
import type { Directory } from '../model.ts';
import { FileRow, type Reader } from './FileRow.tsx';
import styles from './FileTree.module.css';
import { findTyped, isTyping, moveOf, type Typed, typeInto } from './keys.ts';
import { visibleRows } from './rows.ts';
import { useRowDrag } from './useRowDrag.ts';
import { fileIdOf, useRowFocus } from './useRowFocus.ts';

const ROW_PX = 26;
const OVERSCAN = 12;

export interface FileTreeProps {
  directories: ReadonlyMap<string, Directory>;
  /** Paths of directories. */
  expanded: ReadonlySet<string>;
  onExpand: (expanded: ReadonlySet<string>) => void;
  /** Path of the chosen entry; it is scrolled into view. */
  selected: string | null;
  onSelect: (entry: FileEntry) => void;
  /** F2, Delete and dragging; null where nothing may be changed. */
  edit: TreeEdits | null;
  /** Who has a file open, by its id. */
  readers: ReadonlyMap<string, readonly Reader[]>;
}

export interface TreeEdits {
  readonly onRename: (entry: FileEntry) => void;
  readonly onDelete: (entry: FileEntry) => void;
  readonly onMove: (entry: FileEntry, directory: string) => void;
}

/** The files of a project; only the rows in view are drawn. */
export function FileTree(props: FileTreeProps) {
  const { directories, expanded, onExpand, selected, onSelect, edit, readers } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => visibleRows(directories, expanded), [directories, expanded]);
  const selectedAt = useMemo(
    () => (selected === null ? -1 : rows.findIndex(({ entry }) => entry.path === selected)),
    [rows, selected],
  );
  const focus = useRowFocus(scroller, rows, selectedAt, (index) => virtual.scrollToIndex(index));
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: OVERSCAN,
    // The row that Tab reaches is there wherever the reader has scrolled to.
    rangeExtractor(range) {
      const drawn = defaultRangeExtractor(range);
      const isDrawn = focus.at === -1 || drawn.includes(focus.at);
      return isDrawn ? drawn : [...drawn, focus.at].toSorted((a, b) => a - b);
    },
  });
  useRevealed(virtual, selected, selectedAt);

  const toggle = (path: string, isExpanded: boolean) => {
    const next = new Set(expanded);
    if (isExpanded) next.delete(path);
    else next.add(path);
    onExpand(next);
  };
  const activate = (index: number) => {
    const row = rows[index];
    if (!row) return;
    const { entry, isExpanded } = row;
    if (entry.kind === 'directory') toggle(entry.path, isExpanded);
    onSelect(entry);
  };
  const indexOf = (target: EventTarget) => {
    const fileId = fileIdOf(target);
    return fileId === null ? -1 : rows.findIndex(({ entry }) => entry.fileId === fileId);
  };
  const entryAt = (target: EventTarget) => rows[indexOf(target)]?.entry ?? null;
  const drag = useRowDrag(entryAt, edit && edit.onMove, (directory) => {
    if (!expanded.has(directory)) toggle(directory, false);
  });
  const typed = useRef<Typed | null>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const { key, ctrlKey, metaKey, altKey, shiftKey } = event;
    if (ctrlKey || metaKey || altKey) return;
    const at = indexOf(event.target);
    const entry = rows[at]?.entry;
    const edits: Record<string, ((entry: FileEntry) => void) | undefined> = {
      F2: edit?.onRename,
      Delete: edit?.onDelete,
    };
    const act = Object.hasOwn(edits, key) ? edits[key] : undefined;
    if (act && entry && !shiftKey) act(entry);
    else if (key === 'Enter' || (key === ' ' && !isTyping(typed.current, event.timeStamp)))
      activate(at);
    else if (!go(key, at, event.timeStamp)) return;
    event.preventDefault();
  };
  /** False for a key that means nothing here. */
  const go = (key: string, at: number, now: number): boolean => {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW_PX) - 1);
    const move = moveOf(key, rows, at, page);
    if (move === null) {
      // Keys with names are longer than one character.
      if ([...key].length !== 1) return false;
      typed.current = typeInto(typed.current, key, now);
      const found = findTyped(rows, at, typed.current.text);
      if (found !== -1) focus.moveTo(found);
      return true;
    }
    switch (move.kind) {
      case 'focus':
        focus.moveTo(move.index);
        break;
      case 'expand':
        onExpand(new Set([...expanded, ...move.paths]));
        break;
      case 'collapse':
        toggle(move.path, true);
        break;
      default:
        assertNever(move);
    }
    return true;
  };
  return (
    <div
      ref={scroller}
      className={cx(styles.scroller, drag.target === '' && styles.target)}
      {...drag.handlers}
    >
      <div
        role="tree"
        aria-label="Files"
        {...focus.handlers}
        onKeyDown={onKeyDown}
        onClick={({ target }: MouseEvent) => activate(indexOf(target))}
        className={styles.tree}
        style={{ height: virtual.getTotalSize() }}
      >
        {virtual.getVirtualItems().map(({ index, start }) => {
          const row = rows[index];
          if (!row) return null;
          const { fileId, path } = row.entry;
          return (
            <FileRow
              key={fileId}
              row={row}
              top={start}
              isSelected={index === selectedAt}
              isTabStop={index === focus.at}
              isDropTarget={path === drag.target}
              isDraggable={edit !== null}
              readers={readers.get(fileId)}
            />
          );
        })}
      </div>
    </div>
  );
}

/** Brings an entry that was chosen into view once it is known, and keeps it there in a smaller tree. */
function useRevealed(
  virtual: Virtualizer<HTMLDivElement, Element>,
  selected: string | null,
  selectedAt: number,
): void {
  const revealed = useRef<string | null>(null);
  useEffect(() => {
    if (revealed.current === selected) return;
    if (selectedAt !== -1) virtual.scrollToIndex(selectedAt);
    if (selectedAt !== -1 || selected === null) revealed.current = selected;
  }, [virtual, selected, selectedAt]);

  const height = virtual.scrollRect?.height ?? 0;
  const shown = useRef({ height, selectedAt });
  useEffect(() => {
    const before = shown.current;
    shown.current = { height, selectedAt };
    if (height >= before.height || selectedAt !== before.selectedAt || selectedAt === -1) return;
    const top = selectedAt * ROW_PX - (virtual.scrollOffset ?? 0);
    const wasInView = top >= 0 && top + ROW_PX <= before.height;
    if (wasInView) virtual.scrollToIndex(selectedAt);
  }, [virtual, height, selectedAt]);
}
