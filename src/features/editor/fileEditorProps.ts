import type { ReactNode } from 'react';
import type { Self } from '../../hooks/index.ts';

export interface FileEditorProps {
  projectId: string;
  fileId: string;
  path: string;
  title: string;
  /** Beside its status. */
  actions?: ReactNode;
  /**
   * Of the file on disk, null while it is not known: the last commit's text is asked for again when
   * it changes.
   */
  revision: string | null;
  /** That a link names, from 1. */
  line: number | null;
  self: Self;
  /** The caret is in another line. */
  onLine: (line: number) => void;
}
