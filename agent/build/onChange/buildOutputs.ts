import { createHash } from 'node:crypto';
import type { FileChange, OpenFiles } from '../../files/fileEntry.ts';
import { readRegularFile } from '../../files/replaceFile.ts';

/** Larger files are told apart by their size and time alone. */
const MAX_READ_BYTES = 1024 * 1024;

/** Which content files had that changed on disk while builds ran: it may be what the builds made. */
export interface BuildOutputs {
  /** A build begins: what the one before it left is compared with what this one leaves. */
  begin(): void;
  /** Takes in what changed while a build ran. Resolves to whether the build before left the same. */
  isRepeated(change: FileChange): Promise<boolean>;
}

export function createBuildOutputs(files: Pick<OpenFiles, 'locate'>): BuildOutputs {
  let before: ReadonlySet<string> = new Set();
  let now = new Set<string>();
  const contentOf = async ({ kind, entry }: FileChange): Promise<string> => {
    if (kind === 'deleted') return 'none';
    const seen = `${entry.size} ${entry.modifiedAt}`;
    if (entry.kind !== 'file' || entry.size > MAX_READ_BYTES) return seen;
    try {
      const read = await readRegularFile(await files.locate(entry.fileId), MAX_READ_BYTES);
      return read === 'too-big' ? seen : createHash('sha1').update(read.content).digest('base64');
    } catch {
      return seen;
    }
  };
  return {
    begin() {
      before = now;
      now = new Set();
    },
    async isRepeated(change) {
      const key = `${change.entry.path}\0${await contentOf(change)}`;
      now.add(key);
      return before.has(key);
    },
  };
}
