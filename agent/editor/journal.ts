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
import { readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Authority, type JournalEntry } from '../../src/lib/editing/Authority.ts';
import { decodeRecords, encodeRecord } from './journalCodec.ts';

/** What a power failure may take; a crash of the agent takes nothing. */
const SYNC_MS = 1_000;
/** A longer journal is written again as one snapshot. */
const ROLL_UP_BYTES = 4 * 1024 * 1024;
const SUFFIX = '.journal';
const draftOf = (path: string) => `${path}.tmp`;

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

type WriteBytes = (fd: number, bytes: Uint8Array, at: number) => number;

export type Saving = JournalEntry & { readonly kind: 'saving' };

/**
 * @param path of the journal's file; nothing is touched before the first use
 * @param writeBytes as the system's call: it may write less than all, or throw
 */
export function openJournal(path: string, writeBytes: WriteBytes = writeSync): Journal {
  let fd: number | null = null;
  let length = 0;
  /** Half a record may be at the end: it would hide all that follow it. */
  let isTorn = false;
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
    if (isTorn) ftruncateSync(fd, length);
    isTorn = true;
    // A disk that is nearly full takes a part, and refuses the rest.
    for (let at = 0; at < bytes.length; ) at += writeBytes(fd, bytes, at);
    isTorn = false;
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
      const draft = draftOf(path);
      writeFileSync(draft, bytes, { mode: 0o600, flush: true });
      renameSync(draft, path);
      length = bytes.length;
      isTorn = false;
    },
    isLong: () => length > ROLL_UP_BYTES,
    close,
  };
}

/** Where the journal of a file is kept. Both ids are tokens. */
export function journalPath(dataDir: string, projectId: string, fileId: string): string {
  return join(dataDir, 'editing', projectId, `${fileId}${SUFFIX}`);
}

/** The files of a project that have a journal. */
export async function listJournals(dataDir: string, projectId: string): Promise<string[]> {
  const names = await readdir(dirname(journalPath(dataDir, projectId, ''))).catch(() => []);
  return names.flatMap((name) => (name.endsWith(SUFFIX) ? [name.slice(0, -SUFFIX.length)] : []));
}

export async function removeJournal(path: string): Promise<void> {
  await rm(path, { force: true });
  await rm(draftOf(path), { force: true });
}
