import { Authority, type KeepEntry } from '../../src/lib/editing/Authority.ts';
import { type FileText, readFileText, writeFileText } from '../../src/lib/editing/fileText.ts';
import { contentHash } from '../../src/lib/editing/hash.ts';
import type { AuthorityMessage, UpdateMessage } from '../../src/lib/editing/messages.ts';
import type { FileListener, ProjectFiles } from '../files/fileEntry.ts';
import { messageOf, type Say } from '../log.ts';
import { diffApart } from './diffApart.ts';
import { describeFailure, readText } from './documentFile.ts';
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
  /** What people call a user. */
  readonly nameOf: (userId: string) => string;
  readonly say: Say;
  /** Milliseconds, for tests. */
  readonly saveRetryMs?: number;
  readonly digestIdleMs?: number;
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
  const { files, fileId, journal, publish, newEpoch, nameOf, say } = options;
  const { saveRetryMs = SAVE_RETRY_MS, digestIdleMs = DIGEST_IDLE_MS } = options;
  let onDisk = await readText(files, fileId);
  let authority = onDisk.kind === 'editable' ? await restore(onDisk) : null;
  let isGone = false;
  /** An edit of the file that could not be kept. */
  let isUnread = false;
  let closed = false;
  /** Who has typed what is not on disk. */
  let writers = new Set<string>();
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
    kept.authority.mergeDisk(edits, keep);
    return kept.authority;
  }

  /** The agent may have been killed after the file was replaced and before that was noted. */
  function takeSaved(kept: Authority, saving: Saving | null, text: string): void {
    if (saving && contentHash(text) === saving.hash) noteSaved(kept, saving.docSeq);
  }

  function beginAgain(text: string): Authority {
    const fresh = Authority.begin(newEpoch(), text);
    journal.begin(fresh);
    return fresh;
  }

  function keep(entry: Parameters<KeepEntry>[0]): void {
    try {
      journal.append(entry);
    } catch (error) {
      say(`the journal of ${fileId} can't be written: ${messageOf(error)}`);
      if (authority) publishUnsaved(authority, error);
      throw error;
    }
  }

  /** Without the note the next agent finds it out by the file. */
  function noteSaved(saved: Authority, docSeq: number): void {
    try {
      journal.append(saved.markSaved(docSeq));
    } catch (error) {
      say(`the journal of ${fileId} can't be written: ${messageOf(error)}`);
    }
  }

  function publishUnsaved({ epoch }: Authority, error: unknown): void {
    publish({ kind: 'unsaved', epoch, reason: describeFailure(error) });
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
      void enqueue(tidy).catch((error: unknown) => {
        say(`the journal of ${fileId} can't be begun again: ${messageOf(error)}`);
      });
      scheduleDigest();
    }, digestIdleMs).unref();
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
    if (!authority || isGone) return;
    try {
      if (isUnread) await mergeFromDisk();
      const { docSeq, epoch, text } = authority;
      if (authority.savedSeq >= docSeq || onDisk.kind !== 'editable') return;
      if (text !== authority.shadowText && !(await replace(authority, onDisk, text, docSeq))) {
        await mergeFromDisk();
        return scheduleSave(0);
      }
      noteSaved(authority, docSeq);
      publish({ kind: 'saved', epoch, docSeq });
      if (authority.docSeq > docSeq) scheduleSave();
    } catch (error) {
      publishUnsaved(authority, error);
      scheduleSave(saveRetryMs);
    }
  };

  /** @returns false if the file is not what it was */
  const replace = async (from: Authority, disk: Editable, text: string, docSeq: number) => {
    journal.append({ kind: 'saving', docSeq, hash: contentHash(text) });
    const by = [...writers].map(nameOf);
    const saved = await files.save(fileId, writeFileText(text, disk.format), {
      from: onChange,
      ...(by.length > 0 ? { by: by.join(', ') } : {}),
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
    if (saved !== null && from.docSeq === docSeq) writers = new Set();
    return saved !== null;
  };

  const mergeFromDisk = async (): Promise<void> => {
    const before = readOnlyReason();
    isUnread = true;
    const read = await readText(files, fileId);
    onDisk = read;
    if (read.kind === 'editable' && !authority) authority = await restore(read);
    else if (read.kind === 'editable' && authority) {
      const edits = await diffApart(authority.shadowText, read.text);
      const entry = authority.mergeDisk(edits, keep);
      if (entry) {
        const { docSeq, update } = entry;
        const { epoch } = authority;
        publish({ kind: 'applied', epoch, docSeq, session: '', n: 0, update });
        if (authority.savedSeq < authority.docSeq) scheduleSave();
        else publish({ kind: 'saved', epoch, docSeq });
        scheduleDigest();
      }
    }
    isUnread = false;
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
    }).catch((error: unknown) => {
      say(`${change.entry.path}: ${messageOf(error)}`);
      if (isUnread && !isGone) scheduleSave(saveRetryMs);
    });
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
      return authority?.openSession({ session, clientId, userId }) ?? false;
    },
    receive(message, userId) {
      if (!authority || closed) return;
      const { epoch, docSeq } = authority;
      const { session, n } = message;
      const submitted =
        readOnlyReason() === null
          ? authority.submit(message, userId, performance.now(), keep)
          : ({ kind: 'refused', reason: 'read-only' } as const);
      switch (submitted.kind) {
        case 'applied': {
          const { entry } = submitted;
          const { update } = entry;
          writers.add(userId);
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
