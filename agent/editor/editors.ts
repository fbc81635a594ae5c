import type { FilesHost } from '../files/filesHost.ts';
import { type EditorHostParts, serveEditor } from './editorHost.ts';

/** Shared editing of all files that this agent looks after. */
export interface Editors {
  /** Resolves when everything that was typed is written. */
  close(): Promise<void>;
}

export function createEditors({
  filesHost,
  ...parts
}: EditorHostParts & { readonly filesHost: Pick<FilesHost, 'onFiles'> }): Editors {
  const closing = new Set<Promise<void>>();
  const stopAll = filesHost.onFiles((files) => {
    const stop = serveEditor(parts, files);
    return () => {
      const stopped = stop().finally(() => closing.delete(stopped));
      closing.add(stopped);
    };
  });
  return {
    async close() {
      stopAll();
      await Promise.all(closing);
    },
  };
}
