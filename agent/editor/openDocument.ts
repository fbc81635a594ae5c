import { readFile, stat } from 'node:fs/promises';
import { Authority, type JournalEntry } from '../../src/lib/editing/Authority.ts';
import { type FileText, readFileText, writeFileText } from '../../src/lib/editing/fileText.ts';
import { contentHash } from '../../src/lib/editing/hash.ts';
import { MAX_TEXT_BYTES } from '../../src/lib/editing/limits.ts';
import type { AuthorityMessage, UpdateMessage } from '../../src/lib/editing/messages.ts';
import { fileProblem } from '../fileProblem.ts';
import type { FileListener, ProjectFiles } from '../files/fileEntry.ts';
import { messageOf, type Say } from '../log.ts';
import { UserError } from '../userError.ts';
import { diffApart } from './diffApart.ts';
import type { Journal, Saving } from './journal.ts';

/** Saved when nothing was typed for so long, and this long after the first change at the latest. */
const SAVE_QUIET_MS = 300;
const SAVE_MAX_MS = 2_000;
const SAVE_RETRY_MS = 5_000;
/** A text is compared with the pages' when nothing has happened for so long, and then again. */
const DIGEST_IDLE_MS = 5_000;

export interface DocumentOptions {
  readonly files: ProjectFiles;
  readonly fileId: string;
  readonly journal: Journal;
  readonly publish: (message: AuthorityMessage) => void;
  readonly newEpoch: () => string;
  readonly say: Say;
}

export interface OpenDocument {
  /** The document, or what can be shown of a file that is no shared text. */
  content():
    | { readonly authority: Authority }
    | { readonly plain: FileText & { kind: 'readOnly' } };
  /** Why writing is refused now, or null. */
  readOnlyReason(): string | null;
  openSession(session: string, clientId: number, userId: string): boolean;
  receive(message: UpdateMessage, userId: string): void;
  /** Writes what is not on disk. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

type Editable = FileText & { readonly kind: 'editable' };

/**
 * Opens a project's file as a shared text, and keeps file and text alike.
 * @throws UserError for what can't be opened
 */
export async function openDocument(options: DocumentOptions): Promise<OpenDocument> {
  const { files, fileId, journal, publish, newEpoch, say } = options;
  let onDisk = await readText(files, fileId);
  let authority = onDisk.kind === 'editable' ? await restore(onDisk) : null;
  let isGone = false;
  let closed = false;
  let saveTimer: ReturnType<typeof setTimeout> | null = null;
  let unsavedSince: number | null = null;
  let digestTimer: ReturnType<typeof setTimeout> | null = null;

  let queue: Promise<unknown> = Promise.resolve();
  /** One after the other: what is on disk must not change between reading and comparing. */
  const enqueue = <T>(run: () => Promise<T>): Promise<T> => {
    const next = queue.then(run);
    queue = next.catch(() => undefined);
    return next;
  };

  async function restore(disk: Editable): Promise<Authority> {
    const kept = journal.restore();
    if (!kept) return beginAgain(disk.text);
    takeSaved(kept.authority, kept.saving, disk.text);
    const edits = await diffApart(kept.authority.shadowText, disk.text);
    const entry = kept.authority.mergeDisk(edits);
    if (entry) journal.append(entry);
    return kept.authority;
  }

  /** The agent may have been killed after the file was replaced and before that was noted. */
  function takeSaved(kept: Authority, saving: Saving | null, text: string): void {
    if (saving && contentHash(text) === saving.hash) note(kept.markSaved(saving.docSeq));
  }

  function beginAgain(text: string): Authority {
    const fresh = Authority.begin(newEpoch(), text);
    journal.begin(fresh);
    return fresh;
  }

  function note(entry: JournalEntry): void {
    try {
      journal.append(entry);
    } catch (error) {
      say(`the journal of ${fileId} can't be written: ${messageOf(error)}`);
    }
  }

  const readOnlyReason = () => {
    if (isGone) return 'This file was deleted.';
    if (onDisk.kind === 'readOnly') return onDisk.reason;
    return files.readOnlyReason ?? files.get(fileId)?.readOnly ?? null;
  };

  const scheduleDigest = () => {
    if (digestTimer) clearTimeout(digestTimer);
    if (closed) return;
    digestTimer = setTimeout(() => {
      if (authority) {
        const { epoch, docSeq, savedSeq, hash } = authority;
        publish({ kind: 'digest', epoch, docSeq, savedSeq, hash });
      }
      void enqueue(tidy);
      scheduleDigest();
    }, DIGEST_IDLE_MS).unref();
  };

  /** With everything on disk, a history that has grown too long is left behind. */
  const tidy = async () => {
    if (!authority || authority.savedSeq < authority.docSeq || closed) return;
    if (authority.wantsCompaction) {
      const { epoch, text } = authority;
      authority = beginAgain(text);
      publish({ kind: 'reset', epoch, reason: 'compacted' });
    } else if (journal.isLong()) journal.begin(authority);
  };

  const scheduleSave = (delayMs = SAVE_QUIET_MS) => {
    if (closed) return;
    const now = performance.now();
    unsavedSince ??= now;
    if (saveTimer) clearTimeout(saveTimer);
    const left = delayMs === SAVE_QUIET_MS ? SAVE_MAX_MS - (now - unsavedSince) : delayMs;
    saveTimer = setTimeout(() => void enqueue(save), Math.max(0, Math.min(delayMs, left)));
  };

  const save = async (): Promise<void> => {
    if (saveTimer) clearTimeout(saveTimer);
    saveTimer = null;
    unsavedSince = null;
    if (!authority || onDisk.kind !== 'editable' || isGone) return;
    const { docSeq, epoch, text } = authority;
    if (authority.savedSeq >= docSeq) return;
    try {
      if (text !== authority.shadowText && !(await replace(authority, onDisk, text, docSeq))) {
        await mergeFromDisk();
        return scheduleSave(0);
      }
      note(authority.markSaved(docSeq));
      publish({ kind: 'saved', epoch, docSeq });
      if (authority.docSeq > docSeq) scheduleSave();
    } catch (error) {
      const reason = error instanceof UserError ? error.message : describe(error);
      publish({ kind: 'unsaved', epoch, reason });
      scheduleSave(SAVE_RETRY_MS);
    }
  };

  /** @returns false if the file is not what it was */
  const replace = async (from: Authority, disk: Editable, text: string, docSeq: number) => {
    journal.append({ kind: 'saving', docSeq, hash: contentHash(text) });
    const saved = await files.save(fileId, writeFileText(text, disk.format), {
      from: onChange,
      replaces: (bytes) => {
        const now = readFileText(bytes);
        return (
          now.kind === 'editable' &&
          now.text === from.shadowText &&
          now.format.bom === disk.format.bom &&
          now.format.lineEnd === disk.format.lineEnd
        );
      },
    });
    return saved !== null;
  };

  const mergeFromDisk = async (): Promise<void> => {
    const before = readOnlyReason();
    const read = await readText(files, fileId);
    onDisk = read;
    if (read.kind === 'editable' && !authority) authority = await restore(read);
    else if (read.kind === 'editable' && authority) {
      const edits = await diffApart(authority.shadowText, read.text);
      const entry = authority.mergeDisk(edits);
      if (entry) {
        note(entry);
        const { docSeq, update } = entry;
        const { epoch } = authority;
        publish({ kind: 'applied', epoch, docSeq, session: '', n: 0, update });
        if (authority.savedSeq < authority.docSeq) scheduleSave();
        else publish({ kind: 'saved', epoch, docSeq });
        scheduleDigest();
      }
    }
    if (before !== readOnlyReason()) announceMode();
  };

  const announceMode = () => {
    publish({ kind: 'reset', epoch: authority?.epoch ?? '', reason: 'mode' });
  };

  const onChange: FileListener = (change) => {
    if (change.entry.fileId !== fileId) return;
    void enqueue(async () => {
      const before = readOnlyReason();
      isGone = change.kind === 'deleted';
      if (!isGone) await mergeFromDisk();
      if (before !== readOnlyReason()) announceMode();
    }).catch((error: unknown) => say(`${change.entry.path}: ${messageOf(error)}`));
  };
  const stopListening = files.onChange(onChange);
  if (authority && authority.savedSeq < authority.docSeq) scheduleSave();
  scheduleDigest();

  return {
    content() {
      if (onDisk.kind === 'readOnly' || !authority) {
        const reason = readOnlyReason() ?? 'It can’t be edited now.';
        return {
          plain: onDisk.kind === 'readOnly' ? onDisk : { kind: 'readOnly', reason, text: null },
        };
      }
      return { authority };
    },
    readOnlyReason,
    openSession(session, clientId, userId) {
      if (!authority) return false;
      const opened = authority.openSession({ session, clientId, userId });
      if (opened && opened !== 'known') note(opened);
      return opened !== null;
    },
    receive(message, userId) {
      if (!authority || closed) return;
      const { epoch, docSeq } = authority;
      const { session, n } = message;
      const submitted =
        readOnlyReason() === null
          ? authority.submit(message, userId, performance.now())
          : ({ kind: 'refused', reason: 'read-only' } as const);
      switch (submitted.kind) {
        case 'applied': {
          const { entry } = submitted;
          // Before the ack: what a page knows to be here survives a crash.
          note(entry);
          const { update } = entry;
          publish({ kind: 'applied', epoch, docSeq: entry.docSeq, session, n, update });
          scheduleSave();
          scheduleDigest();
          return;
        }
        case 'known':
          publish({ kind: 'applied', epoch, docSeq, session, n, update: new Uint8Array() });
          return;
        case 'refused':
          publish({ kind: 'refused', epoch, session, n, reason: submitted.reason });
      }
    },
    flush: () => enqueue(save),
    async close() {
      await enqueue(save);
      closed = true;
      stopListening();
      for (const timer of [saveTimer, digestTimer]) if (timer) clearTimeout(timer);
      await queue;
      journal.close();
    },
  };
}

async function readText(files: ProjectFiles, fileId: string): Promise<FileText> {
  const path = await files.locate(fileId);
  const { size } = await stat(path);
  if (size > 64 * MAX_TEXT_BYTES) {
    return { kind: 'readOnly', reason: 'This file is too large to be shown here.', text: null };
  }
  return readFileText(await readFile(path));
}

function describe(error: unknown): string {
  const isGone = error instanceof Error && 'code' in error && error.code === 'ENOENT';
  return isGone ? 'its directory is gone' : (fileProblem(error) ?? 'it could not be written');
}
