import { join } from 'node:path';
import * as z from 'zod/mini';
import { type DataFile, dataFile } from '../dataFile.ts';
import type { IndexedFile } from './fileIndex.ts';

const row = z.tuple([
  z.string(),
  z.string(),
  z.enum(['file', 'directory', 'link']),
  z.number(),
  z.number(),
  z.number(),
  z.number(),
]);
const stored = z.object({ root: z.string(), files: z.array(row) });

/** What was known of a project's files; null before they were read for the first time. */
export interface IndexFile {
  read(): readonly IndexedFile[] | null;
  write(files: Iterable<IndexedFile>): void;
}

/**
 * Keeps the ids of a project's files in the data directory.
 * @param root a project that is now elsewhere has other files
 */
export function openIndexFile(dataDir: string, projectId: string, root: string): IndexFile {
  const path = join(dataDir, 'files', `${projectId}.json`);
  const file: DataFile<z.infer<typeof stored> | null> = dataFile(path, z.nullable(stored), null);
  return {
    read() {
      const kept = file.read();
      if (kept === null || kept.root !== root) return null;
      return kept.files.map(([fileId, at, kind, size, modifiedAt, inode, bornAt]) => ({
        ...{ fileId, path: at, kind, size, modifiedAt, inode, bornAt },
      }));
    },
    write(files) {
      const rows = Array.from(
        files,
        (one): z.infer<typeof row> => [
          one.fileId,
          one.path,
          one.kind,
          one.size,
          one.modifiedAt,
          one.inode,
          one.bornAt,
        ],
      );
      file.write({ root, files: rows });
    },
  };
}
