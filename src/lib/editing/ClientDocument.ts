import * as Y from 'yjs';
import { assertNever } from '../assertNever.ts';
import { TEXT_NAME } from './checkUpdate.ts';
import { contentHash } from './hash.ts';
import type { AuthorityMessage, RefusalReason, UpdateMessage } from './messages.ts';

/** The origin of changes that are not made here. */
export const REMOTE = Symbol('remote');

/** Under which name, and which number in Yjs, something is written. */
export interface SessionName {
  readonly session: string;
  readonly clientId: number;
}

/** Updates that wait apart from each other. */
const MAX_PENDING = 64;

/** What one session has written and the authority has not acknowledged. */
export interface Outgoing extends SessionName {
  /** Of the last update that was sent. */
  readonly n: number;
  /** Sent, and sent again as it was until it is answered. */
  readonly inFlight: Uint8Array | null;
  readonly pending: readonly Uint8Array[];
}

/** A document as a page keeps it: enough to go on after a reload, offline as well. */
export interface DocumentCopy {
  readonly epoch: string;
  readonly docSeq: number;
  readonly savedSeq: number;
  readonly confirmed: Uint8Array;
  readonly outgoing: readonly Outgoing[];
}

export type Received =
  | { readonly kind: 'fine' }
  /** Something is missing here: open again; `fully` without what is known. */
  | { readonly kind: 'behind'; readonly fully: boolean }
  | { readonly kind: 'refused'; readonly reason: RefusalReason };

const fine: Received = { kind: 'fine' };

/** A page's copy of a shared text: what the authority has confirmed, and what is typed on top. */
export class ClientDocument {
  readonly epoch: string;
  /** What the person sees and edits. */
  readonly live = new Y.Doc();
  readonly session: string;
  readonly #confirmed = new Y.Doc();
  readonly #outgoing: Map<string, Outgoing>;
  readonly #onLocalEdit: () => void;
  #encoded: Uint8Array | null = null;
  #docSeq: number;
  #savedSeq: number;

  /** @param own under which it writes from now on */
  constructor(copy: DocumentCopy, own: SessionName, onLocalEdit: () => void) {
    const { session } = own;
    this.epoch = copy.epoch;
    this.session = session;
    this.#docSeq = copy.docSeq;
    this.#savedSeq = copy.savedSeq;
    this.#onLocalEdit = onLocalEdit;
    this.#outgoing = new Map(copy.outgoing.map((one) => [one.session, one]));
    this.#outgoing.set(session, { ...own, n: 0, inFlight: null, pending: [] });
    this.live.clientID = own.clientId;
    for (const doc of [this.live, this.#confirmed]) {
      doc.getText(TEXT_NAME);
      Y.applyUpdate(doc, copy.confirmed, REMOTE);
    }
    for (const { inFlight, pending } of copy.outgoing) {
      for (const update of [...(inFlight ? [inFlight] : []), ...pending]) {
        Y.applyUpdate(this.live, update, REMOTE);
      }
    }
    this.live.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin === REMOTE) return;
      const mine = this.#own();
      this.#outgoing.set(session, { ...mine, pending: joinPending([...mine.pending, update]) });
      this.#onLocalEdit();
    });
  }

  get text(): Y.Text {
    return this.live.getText(TEXT_NAME);
  }
  get confirmedText(): string {
    return this.#confirmed.getText(TEXT_NAME).toJSON();
  }
  get docSeq(): number {
    return this.#docSeq;
  }
  get isOnDisk(): boolean {
    return this.#savedSeq >= this.#docSeq;
  }
  /** Something typed here is not confirmed. */
  get hasUnsent(): boolean {
    return [...this.#outgoing.values()].some(isWaiting);
  }
  /** All that write through this page, this session first. */
  get sessions(): readonly SessionName[] {
    const others = [...this.#outgoing.values()].filter(({ session }) => session !== this.session);
    return [this.#own(), ...others].map(({ session, clientId }) => ({ session, clientId }));
  }

  /** What to ask of the authority: its answer holds what is missing here. */
  vector(): Uint8Array {
    return Y.encodeStateVector(this.#confirmed);
  }

  copy(): DocumentCopy {
    return {
      epoch: this.epoch,
      docSeq: this.#docSeq,
      savedSeq: this.#savedSeq,
      confirmed: this.#encodeConfirmed(),
      outgoing: [...this.#outgoing.values()].filter(isWaiting),
    };
  }

  /**
   * The next update to send, one at a time: what is typed now builds on what an earlier session has
   * left, and the authority takes nothing that builds on what it lacks.
   */
  takeUpdate(): UpdateMessage | null {
    const one = [...this.#outgoing.values()].find(isWaiting);
    if (!one || one.inFlight) return null;
    const inFlight = Y.mergeUpdates([...one.pending]);
    const sent = { ...one, n: one.n + 1, inFlight, pending: [] };
    this.#outgoing.set(one.session, sent);
    return messageOf(this.epoch, sent, inFlight);
  }

  /** What has been sent and not answered, to be sent again. */
  unanswered(): UpdateMessage | null {
    const one = [...this.#outgoing.values()].find(isWaiting);
    return one?.inFlight ? messageOf(this.epoch, one, one.inFlight) : null;
  }

  /** Takes the authority's answer to `vector()`; false if the texts differ all the same. */
  resume(docSeq: number, savedSeq: number, state: Uint8Array, hash: string): boolean {
    this.#apply(state);
    this.#docSeq = docSeq;
    this.#savedSeq = savedSeq;
    return contentHash(this.confirmedText) === hash;
  }

  receive(message: AuthorityMessage): Received {
    if (message.epoch !== this.epoch) return { kind: 'behind', fully: false };
    switch (message.kind) {
      case 'applied':
        return this.#receiveUpdate(message);
      case 'refused': {
        const one = this.#outgoing.get(message.session);
        if (!one?.inFlight || one.n !== message.n) return fine;
        return { kind: 'refused', reason: message.reason };
      }
      case 'digest':
        if (message.docSeq < this.#docSeq) return fine;
        if (message.docSeq > this.#docSeq) return { kind: 'behind', fully: false };
        if (message.hash !== contentHash(this.confirmedText))
          return { kind: 'behind', fully: true };
        this.#savedSeq = Math.max(this.#savedSeq, message.savedSeq);
        return fine;
      case 'saved':
        this.#savedSeq = Math.max(this.#savedSeq, message.docSeq);
        return fine;
      case 'reset':
        return { kind: 'behind', fully: false };
      case 'unsaved':
        return fine;
      default:
        return assertNever(message);
    }
  }

  destroy(): void {
    this.live.destroy();
    this.#confirmed.destroy();
  }

  #receiveUpdate(message: AuthorityMessage & { readonly kind: 'applied' }): Received {
    const { docSeq, session, n, update } = message;
    const isNext = update.length > 0 && docSeq === this.#docSeq + 1;
    if (docSeq > this.#docSeq && !isNext) return { kind: 'behind', fully: false };
    if (isNext) {
      this.#apply(update);
      this.#docSeq = docSeq;
    }
    const one = this.#outgoing.get(session);
    if (one?.inFlight && one.n === n) this.#outgoing.set(session, { ...one, inFlight: null });
    return fine;
  }

  #apply(update: Uint8Array): void {
    this.#encoded = null;
    Y.applyUpdate(this.#confirmed, update, REMOTE);
    Y.applyUpdate(this.live, update, REMOTE);
  }

  #encodeConfirmed(): Uint8Array {
    this.#encoded ??= Y.encodeStateAsUpdate(this.#confirmed);
    return this.#encoded;
  }

  #own(): Outgoing {
    const own = this.#outgoing.get(this.session);
    if (!own) throw new Error('a document has its own session');
    return own;
  }
}

function messageOf(epoch: string, { session, n }: Outgoing, update: Uint8Array): UpdateMessage {
  return { kind: 'update', epoch, session, n, update };
}

/** Typed without a connection, updates come in thousands; merged they take little room. */
function joinPending(pending: readonly Uint8Array[]): readonly Uint8Array[] {
  return pending.length < MAX_PENDING ? pending : [Y.mergeUpdates([...pending])];
}

const isWaiting = ({ inFlight, pending }: Outgoing) => inFlight !== null || pending.length > 0;
