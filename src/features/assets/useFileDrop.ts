import { type DragEvent, useState } from 'react';

const hasFiles = ({ dataTransfer }: DragEvent) => dataTransfer.types.includes('Files');

/** Takes files that are dropped on an element. @param onFiles null takes none */
export function useFileDrop(onFiles: ((files: readonly File[]) => void) | null) {
  /** Entered elements that were not left: children of the element count too. */
  const [depth, setDepth] = useState(0);
  const handlers = {
    onDragEnter: (event: DragEvent) => {
      if (onFiles && hasFiles(event)) setDepth((before) => before + 1);
    },
    onDragLeave: (event: DragEvent) => {
      if (onFiles && hasFiles(event)) setDepth((before) => Math.max(0, before - 1));
    },
    onDragOver: (event: DragEvent) => {
      // Otherwise the browser leaves the page to show the file.
      if (hasFiles(event)) event.preventDefault();
    },
    onDrop: (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setDepth(0);
      onFiles?.([...event.dataTransfer.files]);
    },
  };
  return { isOver: depth > 0, handlers };
}
