import * as Y from 'yjs';
import { assertNever } from '../assertNever.ts';
import { checkPlaces, checkUpdate, fits, TEXT_NAME } from './checkUpdate.ts';
import { type Edit, editSharedText } from './diff.ts';
import { utf8Length } from './fileText.ts';
import { contentHash } from './hash.ts';
import {
  BYTES_BURST,
  BYTES_PER_SECOND,
  COMPACT_FACTOR,
  COMPACT_FLOOR_BYTES,
  MAX_SESSIONS,
  MAX_UPDATE_BYTES,
  UPDATE_BURST,
  UPDATES_PER_SECOND,
} from './limits.ts';
import type { RefusalReason, UpdateMessage } from './messages.ts';
import { RateLimit } from './rate.ts';

/** One tab's way to write: its updates carry its clientId, and come from its user alone. */
export interface EditingSession {
  readonly session: string;
  readonly clientId: number;
  readonly userId: string;
}

export interface AuthoritySnapshot {
  readonly epoch: string;
  readonly docSeq: number;
  readonly savedSeq: number;
  /** Everything, and what the file on disk was last. */
  readonly state: Uint8Array;
  readonly shadow: Uint8Array;
  readonly sessions: readonly EditingSession[];
}

/** What changed a document, in its order; replayed on a snapshot, it makes the same document. */
export type JournalEntry =
  | { readonly kind: 'session'; readonly session: EditingSession }
  | { readonly kind: 'update'; readonly docSeq: number; readonly update: Uint8Array }
  /** An edit of the file on disk: it is in the shadow, too. */
  | { readonly kind: 'disk'; readonly docSeq: number; readonly update: Uint8Array }
  /** The text with that hash is about to replace the file. */
  | { readonly kind: 'saving'; readonly docSeq: number; readonly hash: string }
  | { readonly kind: 'saved'; readonly docSeq: number };

export type Submitted =
  | { readonly kind: 'applied'; readonly entry: JournalEntry & { readonly kind: 'update' } }
  /** It was applied before. */
  | { readonly kind: 'known' }
  | { readonly kind: 'refused'; readonly reason: RefusalReason };

/** Keeps an entry for good before it counts. Throws if it can't: then nothing has changed. */
export type KeepEntry = (entry: JournalEntry) => void;

interface Admitted extends EditingSession {
  /** The journal has it: from its first update on. */
  isKept: boolean;
  readonly updates: RateLimit;
  readonly bytes: RateLimit;
}

/**
 * The one that decides what a shared text is: it checks updates, gives each its number, and keeps
 * the text as it was last on disk (the shadow), so that an edit on disk is compared with what was
 * there, never with what people have typed since.
 */
export class Authority {
  readonly epoch: string;
  #docSeq: number;
  #savedSeq: number;
  #live: Y.Doc;
  /** Updates are tried here first: a broken one may change a document before it throws. */
  #scratch: Y.Doc;
  #shadow: Y.Doc;
  /** What the shadow has yet to take. */
  #unsaved: { readonly docSeq: number; readonly update: Uint8Array }[] = [];
  readonly #sessions = new Map<string, Admitted>();
  readonly #clients = new Map<number, string>();

  constructor(snapshot: AuthoritySnapshot) {
    this.epoch = snapshot.epoch;
    this.#docSeq = snapshot.docSeq;
    this.#savedSeq = snapshot.savedSeq;
    this.#live = docOf(snapshot.state);
    this.#scratch = docOf(snapshot.state);
    this.#shadow = docOf(snapshot.shadow);
    if (snapshot.savedSeq < snapshot.docSeq) {
      this.#unsaved.push({ docSeq: snapshot.docSeq, update: snapshot.state });
    }
    // Edits of the file on disk are written as the shadow's client.
    this.#clients.set(this.#shadow.clientID, '');
    for (const session of snapshot.sessions) this.#admit(session, true);
  }

  /** A document of a text that is on disk. */
  static begin(epoch: string, text: string): Authority {
    const doc = new Y.Doc();
    if (text !== '') doc.getText(TEXT_NAME).insert(0, text);
    const state = Y.encodeStateAsUpdate(doc);
    return new Authority({ epoch, docSeq: 0, savedSeq: 0, state, shadow: state, sessions: [] });
  }

  get docSeq(): number {
    return this.#docSeq;
  }
  get savedSeq(): number {
    return this.#savedSeq;
  }
  get text(): string {
    return this.#live.getText(TEXT_NAME).toJSON();
  }
  /** As it was last on disk. */
  get shadowText(): string {
    return this.#shadow.getText(TEXT_NAME).toJSON();
  }
  get hash(): string {
    return contentHash(this.text);
  }

  /** What a page of that state lacks; everything for null. @throws Error for a broken vector */
  stateSince(vector: Uint8Array | null): Uint8Array {
    return Y.encodeStateAsUpdate(this.#live, vector ?? undefined);
  }

  /** True when the history weighs so much more than the text that it is better left behind. */
  get wantsCompaction(): boolean {
    if (this.#sessions.size >= MAX_SESSIONS) return true;
    const size = Y.encodeStateAsUpdate(this.#live).length;
    return size > COMPACT_FLOOR_BYTES && size > COMPACT_FACTOR * utf8Length(this.text);
  }

  /** Lets a session write. @returns false if its clientId or its name belongs to another */
  openSession(session: EditingSession): boolean {
    const known = this.#sessions.get(session.session);
    if (known) return known.clientId === session.clientId && known.userId === session.userId;
    const isTaken =
      this.#clients.has(session.clientId) || Y.getState(this.#live.store, session.clientId) > 0;
    if (isTaken || this.#sessions.size >= MAX_SESSIONS) return false;
    this.#admit(session, false);
    return true;
  }

  /** @param userId whom the server let publish it */
  submit(message: UpdateMessage, userId: string, now: number, keep: KeepEntry): Submitted {
    const { update } = message;
    const session = this.#sessions.get(message.session);
    if (message.epoch !== this.epoch) return refused('epoch');
    if (!session || session.userId !== userId) return refused('session');
    if (update.length > MAX_UPDATE_BYTES) return refused('too-large');
    const inTime = session.updates.take(1, now) && session.bytes.take(update.length, now);
    if (!inTime) return refused('rate');
    if (checkUpdate(update, session.clientId, this.#live) !== null) return refused('invalid');
    const tried = this.#try(update, session.clientId);
    if (tried === 'known') return { kind: 'known' };
    if (tried !== 'fine') {
      this.#scratch = docOf(Y.encodeStateAsUpdate(this.#live));
      return refused(tried);
    }
    const entry = { kind: 'update', docSeq: this.#docSeq + 1, update } as const;
    try {
      if (!session.isKept) {
        const { clientId } = session;
        keep({ kind: 'session', session: { session: message.session, clientId, userId } });
      }
      session.isKept = true;
      keep(entry);
    } catch {
      this.#scratch = docOf(Y.encodeStateAsUpdate(this.#live));
      return refused('storage');
    }
    this.#accept(entry);
    return { kind: 'applied', entry };
  }

  /**
   * Makes edits of the text on disk (computed from `shadowText`) in the document, too.
   * @returns null if there are none
   */
  mergeDisk(
    edits: readonly Edit[],
    keep: KeepEntry,
  ): (JournalEntry & { readonly kind: 'disk' }) | null {
    const shadow = docOf(Y.encodeStateAsUpdate(this.#shadow));
    shadow.clientID = this.#shadow.clientID;
    const updates: Uint8Array[] = [];
    shadow.on('update', (made: Uint8Array) => updates.push(made));
    editSharedText(shadow.getText(TEXT_NAME), edits);
    if (updates.length === 0) return null;
    const update = Y.mergeUpdates(updates);
    const entry = { kind: 'disk', docSeq: this.#docSeq + 1, update } as const;
    keep(entry);
    this.#shadow = shadow;
    Y.applyUpdate(this.#scratch, update);
    this.#accept(entry);
    return entry;
  }

  /** The text as it was at `docSeq` is on disk now. */
  markSaved(docSeq: number): JournalEntry {
    const [done, rest] = [
      this.#unsaved.filter((one) => one.docSeq <= docSeq),
      this.#unsaved.filter((one) => one.docSeq > docSeq),
    ];
    for (const { update } of done) Y.applyUpdate(this.#shadow, update);
    this.#unsaved = rest;
    this.#savedSeq = Math.max(this.#savedSeq, docSeq);
    return { kind: 'saved', docSeq };
  }

  /** Repeats what the journal says. */
  replay(entry: JournalEntry): void {
    switch (entry.kind) {
      case 'session':
        this.#admit(entry.session, true);
        return;
      case 'saved':
        this.markSaved(entry.docSeq);
        return;
      case 'disk':
        Y.applyUpdate(this.#shadow, entry.update);
        Y.applyUpdate(this.#scratch, entry.update);
        this.#accept(entry);
        return;
      case 'update':
        Y.applyUpdate(this.#scratch, entry.update);
        this.#accept(entry);
        return;
      case 'saving':
        return;
      default:
        assertNever(entry);
    }
  }

  snapshot(): AuthoritySnapshot {
    return {
      epoch: this.epoch,
      docSeq: this.#docSeq,
      savedSeq: this.#savedSeq,
      state: Y.encodeStateAsUpdate(this.#live),
      shadow: Y.encodeStateAsUpdate(this.#shadow),
      sessions: [...this.#sessions.values()].map(({ session, clientId, userId }) => ({
        session,
        clientId,
        userId,
      })),
    };
  }

  #admit(session: EditingSession, isKept: boolean): void {
    this.#sessions.set(session.session, {
      ...session,
      isKept,
      updates: new RateLimit(UPDATE_BURST, UPDATES_PER_SECOND),
      bytes: new RateLimit(BYTES_BURST, BYTES_PER_SECOND),
    });
    this.#clients.set(session.clientId, session.session);
  }

  #accept({ kind, docSeq, update }: JournalEntry & { readonly kind: 'update' | 'disk' }): void {
    Y.applyUpdate(this.#live, update);
    this.#docSeq = docSeq;
    if (kind === 'update') this.#unsaved.push({ docSeq, update });
    else if (this.#unsaved.length === 0) this.#savedSeq = docSeq;
  }

  #try(update: Uint8Array, clientId: number): 'fine' | 'known' | 'invalid' | 'too-large' {
    let changed = false;
    const note = () => {
      changed = true;
    };
    const doc = this.#scratch;
    const had = Y.getState(doc.store, clientId);
    doc.on('update', note);
    try {
      Y.applyUpdate(doc, update);
    } catch {
      return 'invalid';
    } finally {
      doc.off('update', note);
    }
    if (doc.store.pendingStructs !== null || doc.store.pendingDs !== null) return 'invalid';
    if (doc.share.size !== 1) return 'invalid';
    if (!changed) return 'known';
    if (!checkPlaces(update, doc, had)) return 'invalid';
    return fits(doc.getText(TEXT_NAME)) ? 'fine' : 'too-large';
  }
}

const refused = (reason: RefusalReason): Submitted => ({ kind: 'refused', reason });

function docOf(state: Uint8Array): Y.Doc {
  const doc = new Y.Doc();
  doc.getText(TEXT_NAME);
  Y.applyUpdate(doc, state);
  return doc;
}
