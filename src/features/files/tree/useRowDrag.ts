import { type DragEvent, useEffect, useState } from 'react';
import type { FileEntry } from '../../../catalogs/slate/index.ts';
import { useLatest } from '../../../hooks/index.ts';
import { canMoveInto, directoryAt } from './rows.ts';

/** A closed directory opens when something is held over it. */
const OPEN_AFTER_MS = 600;

export interface RowDrag {
  /** The directory that would take what is dragged now; "" is the project itself. */
  readonly target: string | null;
  readonly handlers: {
    onDragStart(event: DragEvent): void;
    onDragOver(event: DragEvent): void;
    onDragLeave(event: DragEvent): void;
    onDrop(event: DragEvent): void;
    onDragEnd(): void;
  };
}

/**
 * Moves entries of a tree with the mouse.
 * @param entryAt the entry of the row that an element is in
 * @param onMove null where nothing may be moved
 */
export function useRowDrag(
  entryAt: (target: EventTarget) => FileEntry | null,
  onMove: ((entry: FileEntry, directory: string) => void) | null,
  onOpen: (directory: string) => void,
): RowDrag {
  const [dragged, setDragged] = useState<FileEntry | null>(null);
  const [target, setTarget] = useState<string | null>(null);
  const open = useLatest(onOpen);
  useEffect(() => {
    if (target === null || target === '') return;
    const timer = setTimeout(() => open.current(target), OPEN_AFTER_MS);
    return () => clearTimeout(timer);
  }, [target, open]);
  const stop = () => {
    setDragged(null);
    setTarget(null);
  };
  const targetOf = (event: DragEvent): string | null => {
    if (dragged === null) return null;
    const directory = directoryAt(entryAt(event.target));
    return canMoveInto(dragged, directory) ? directory : null;
  };
  return {
    target,
    handlers: {
      onDragStart(event) {
        const entry = onMove && entryAt(event.target);
        if (!entry) return event.preventDefault();
        event.dataTransfer.effectAllowed = 'move';
        // Dropped elsewhere it is its path.
        event.dataTransfer.setData('text/plain', entry.path);
        setDragged(entry);
      },
      onDragOver(event) {
        const directory = targetOf(event);
        setTarget(directory);
        if (directory === null) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = 'move';
      },
      onDragLeave({ currentTarget, relatedTarget }) {
        const isInside = relatedTarget instanceof Node && currentTarget.contains(relatedTarget);
        if (!isInside) setTarget(null);
      },
      onDrop(event) {
        const directory = targetOf(event);
        if (dragged !== null && directory !== null) {
          event.preventDefault();
          onMove?.(dragged, directory);
        }
        stop();
      },
      onDragEnd: stop,
    },
  };
}
