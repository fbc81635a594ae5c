import { type DragEvent, useEffect, useState } from 'react';

/** What somebody dropped. */
export interface Dropped {
  readonly files: readonly File[];
  /** Stand-ins with the names of the folders; their content can’t be read as a file. */
  readonly folders: readonly File[];
}

const hasFiles = ({ dataTransfer }: Pick<globalThis.DragEvent, 'dataTransfer'>) =>
  dataTransfer?.types.includes('Files') === true;

/** Keeps the browser from leaving the page to show a file that is dropped beside its target. */
export function useStayOnDrop(): void {
  useEffect(() => {
    const stay = (event: globalThis.DragEvent) => {
      if (!hasFiles(event) || event.defaultPrevented) return;
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = 'none';
    };
    window.addEventListener('dragover', stay);
    window.addEventListener('drop', stay);
    return () => {
      window.removeEventListener('dragover', stay);
      window.removeEventListener('drop', stay);
    };
  }, []);
}

/** Takes files that are dropped on an element. @param onDropped null takes none */
export function useFileDrop(onDropped: ((dropped: Dropped) => void) | null) {
  const [isOver, setIsOver] = useState(false);
  const enter = (event: DragEvent) => {
    if (!onDropped || !hasFiles(event)) return;
    event.preventDefault();
    setIsOver(true);
  };
  const handlers = {
    onDragEnter: enter,
    onDragOver: enter,
    onDragLeave: ({ currentTarget, relatedTarget }: DragEvent) => {
      // Between two children of the element it is still over the element.
      const isInside = relatedTarget instanceof Node && currentTarget.contains(relatedTarget);
      if (!isInside) setIsOver(false);
    },
    onDrop: (event: DragEvent) => {
      setIsOver(false);
      if (!onDropped || !hasFiles(event)) return;
      event.preventDefault();
      onDropped(droppedOf(event.dataTransfer));
    },
  };
  return { isOver, handlers };
}

/** A folder is among the files, too: only its entry shows what it is. */
function droppedOf({ items }: Pick<DataTransfer, 'items'>): Dropped {
  const files: File[] = [];
  const folders: File[] = [];
  for (const item of items) {
    const file = item.getAsFile();
    if (file) (item.webkitGetAsEntry()?.isDirectory ? folders : files).push(file);
  }
  return { files, folders };
}
