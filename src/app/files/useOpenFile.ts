import { useMemo, useState } from 'react';
import type { FileEntry } from '../../catalogs/slate/index.ts';
import { useKeptFile } from '../../features/editor/useKeptFile.ts';
import { findEntry, type KnownDirectories } from '../../features/files/model.ts';

export interface OpenFile {
  /** Null while there is none to show. */
  readonly fileId: string | null;
  /** As its agent says, or said last; null if none does. */
  readonly entry: FileEntry | null;
  /** The entry if it is there now. */
  readonly present: FileEntry | null;
  readonly isMissing: boolean;
}

/** The file that the address names. @param path "" for none */
export function useOpenFile(projectId: string, path: string, known: KnownDirectories): OpenFile {
  const found = useMemo(() => findEntry(known, path), [known, path]);
  const present = typeof found === 'string' ? null : found;
  const isMissing = path !== '' && found === 'missing';
  const [last, setLast] = useState(present);
  if (present !== null && present !== last) setLast(present);
  // Of a file that is deleted while it is open, the text is not taken away.
  const entry = present ?? (isMissing && last?.path === path ? last : null);
  // Without an agent nothing is listed; what was open before can go on.
  const isUnknown = path !== '' && found === 'unknown';
  const kept = useKeptFile(projectId, isUnknown ? path : null);
  return { fileId: entry?.fileId ?? kept, entry, present, isMissing };
}
