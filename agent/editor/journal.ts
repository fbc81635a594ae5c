import {
  closeSync,
  fdatasync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { Authority, type JournalEntry } from '../../src/lib/editing/Authority.ts';
import { decodeRecords, encodeRecord } from './journalCodec.ts';

/** What a power failure may take; a crash of the agent takes nothing. */
const SYNC_MS = 1_000;
/** A longer journal is written again as one snapshot. */
const ROLL_UP_BYTES = 4 * 1024 * 1024;

/** A document on disk: a snapshot, and every change since, appended before it is acknowledged. */
export interface Journal {
  /**
   * The document as it was left; null if there is none, or none that can be read. `saving` is what
   * was being written to the project's file last.
   */
  restore(): { readonly authority: Authority; readonly saving: Saving | null } | null;
  /** @throws Error of the file system */
  append(entry: JournalEntry): void;
  /** Replaces all of it, at once and for good. @throws Error of the file system */
  begin(authority: Authority): void;
  /** It has grown so long that it is better begun again. */
  isLong(): boolean;
  close(): void;
}

export type Saving = JournalEntry & { readonly kind: 'saving' };

/** @param path of the journal's file; nothing is touched before the first use */
export function openJournal(path: string): Journal {
  let fd: number | null = null;
  let length = 0;
  let timer: ReturnType<typeof setTimeout> | null = null;

  const close = () => {
    if (timer) clearTimeout(timer);
    timer = null;
    if (fd === null) return;
    fsyncSync(fd);
    closeSync(fd);
    fd = null;
  };
  const syncSoon = () => {
    timer ??= setTimeout(() => {
      timer = null;
      if (fd !== null) fdatasync(fd, () => undefined);
    }, SYNC_MS).unref();
  };
  const write = (bytes: Uint8Array) => {
    fd ??= openSync(path, 'a', 0o600);
    try {
      writeSync(fd, bytes);
    } catch (error) {
      // Half a record would hide all that follow it.
      ftruncateSync(fd, length);
      throw error;
    }
    length += bytes.length;
    syncSoon();
  };

  return {
    restore() {
      let bytes: Uint8Array;
      try {
        bytes = readFileSync(path);
      } catch {
        return null;
      }
      const { records, length: whole } = decodeRecords(bytes);
      const [first, ...entries] = records;
      if (first?.kind !== 'snapshot') return null;
      const authority = new Authority(first.snapshot);
      let saving: Saving | null = null;
      for (const entry of entries) {
        if (entry.kind === 'snapshot') return null;
        authority.replay(entry);
        if (entry.kind === 'saving') saving = entry;
        else if (entry.kind === 'saved') saving = null;
      }
      length = whole;
      if (whole < bytes.length) {
        fd ??= openSync(path, 'a', 0o600);
        ftruncateSync(fd, whole);
      }
      return { authority, saving };
    },
    append: (entry) => write(encodeRecord(entry)),
    begin(authority) {
      close();
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      const bytes = encodeRecord({ kind: 'snapshot', snapshot: authority.snapshot() });
      const draft = `${path}.tmp`;
      writeFileSync(draft, bytes, { mode: 0o600, flush: true });
      renameSync(draft, path);
      length = bytes.length;
    },
    isLong: () => length > ROLL_UP_BYTES,
    close,
  };
}

/** Where the journal of a file is kept. Both ids are tokens. */
export function journalPath(dataDir: string, projectId: string, fileId: string): string {
  return join(dataDir, 'editing', projectId, `${fileId}.journal`);
}
