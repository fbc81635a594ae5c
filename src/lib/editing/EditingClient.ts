import { AuthorityInbox } from './AuthorityInbox.ts';
import { ClientDocument, type DocumentCopy, type SessionName } from './ClientDocument.ts';
import {
  type Draft,
  type EditingClientOptions,
  type EditingView,
  type OpenAnswer,
  type StoredCopy,
  Unreachable,
} from './clientTypes.ts';
import { CopyKeeper } from './CopyKeeper.ts';
import type { AuthorityMessage, RefusalReason } from './messages.ts';
import { DraftKeeper } from './DraftKeeper.ts';
import { EditingViews } from './EditingViews.ts';
import { joinCopies, mergeInto, refusalWords, type Unsent, unsentOf } from './unsent.ts';
import { UpdateSender } from './UpdateSender.ts';

/** What is typed within this time goes as one update. */
const COALESCE_MS = 25;
const RETRY_OPEN_MS = 1_000;
/** A copy without anything unsent only saves a transfer. */
const CLEAN_COPY_MS = 500;
const SENT_COPY_MS = 150;

/** Keeps one open file in step with its authority. Effects are in what it is given. */
export class EditingClient {
  readonly #options: EditingClientOptions;
  readonly #views = new EditingViews();
  readonly #copies: CopyKeeper;
  readonly #drafts: DraftKeeper;
  readonly #sender: UpdateSender;
  readonly #inbox = new AuthorityInbox();
  #undos: (() => void)[] = [];
  #opening = false;
  #isOpen = false;
  #fully = false;
  #loaded: readonly StoredCopy[] = [];
  /** Of those, what is not in the document. */
  #apart: readonly StoredCopy[] = [];
  #readOnly: string | null = null;
  #cancelRetry: (() => void) | null = null;
  #openedAt = Number.NEGATIVE_INFINITY;

  constructor(options: EditingClientOptions) {
    this.#options = options;
    const { clock, newId, store, transport } = options;
    this.#drafts = new DraftKeeper(store, this.#views);
    this.#copies = new CopyKeeper(
      clock,
      store,
      () => {
        const { document: shown } = this.#views.view;
        return shown && { session: shown.session, copy: shown.copy(), readOnly: this.#readOnly };
      },
      (isKept) => this.#views.noteKept(isKept),
    );
    this.#sender = new UpdateSender({
      clock,
      newId,
      transmit: (chunk) => transport.send(chunk),
      document: () => (this.#isOpen ? this.#views.view.document : null),
      onSilence: () => void this.#open(),
    });
  }

  getView = (): EditingView => this.#views.view;

  onChange = (listener: () => void): (() => void) => this.#views.onChange(listener);

  async start(): Promise<void> {
    const { transport, store } = this.#options;
    this.#views.change({ kind: 'open' });
    const [copies, drafts] = await Promise.all([
      store.load().catch(() => []),
      store.loadDrafts().catch(() => []),
    ]);
    if (this.#views.isClosed) return;
    this.#loaded = copies;
    this.#views.set({ drafts });
    const stored = joinCopies(copies);
    if (stored) {
      this.#apart = stored.apart;
      this.#readOnly = stored.readOnly;
      this.#replace(stored.copy, this.#newSession());
      // Until the agent answers it is as it was.
      const { readOnly } = stored;
      if (readOnly !== null) this.#views.change({ kind: 'opened', readOnly, isOnDisk: true });
    }
    this.#undos = [
      transport.onChunk((chunk) => this.#receiveChunk(chunk)),
      transport.onLive(() => this.#followLink()),
    ];
    this.#followLink();
  }

  /** Drops a draft: its text has been taken over, or is not wanted. */
  dismissDraft(draft: Draft): void {
    this.#drafts.dismiss(draft);
  }

  close(): void {
    for (const undo of this.#undos) undo();
    this.#cancelRetry?.();
    this.#sender.stop();
    if (this.#views.view.document?.hasUnsent) void this.#copies.write();
    this.#copies.cancel();
    if (this.#views.view.document?.hasUnsent) this.#sender.send();
    this.#views.change({ kind: 'close' });
    this.#views.view.document?.destroy();
  }

  #followLink(): void {
    if (this.#options.transport.isLive()) void this.#open();
    else this.#lose();
  }

  #lose(): void {
    this.#isOpen = false;
    const { document } = this.#views.view;
    // Without a copy there is nothing to show: it is still opening.
    if (!document) return;
    this.#views.change({ kind: 'lost', hasUnsent: document.hasUnsent });
    if (document.hasUnsent) void this.#copies.write();
  }

  async #open(): Promise<void> {
    const { transport, clock } = this.#options;
    this.#isOpen = false;
    if (this.#opening || this.#views.isClosed || !transport.isLive()) return;
    this.#opening = true;
    this.#openedAt = clock.monotonic();
    this.#cancelRetry?.();
    const { document } = this.#views.view;
    const fully = this.#fully;
    const next = !document || fully ? this.#newSession() : null;
    try {
      const answer = await transport.open({
        sessions: [...(document?.sessions ?? []), ...(next ? [next] : [])],
        known: document && !fully ? { epoch: document.epoch, vector: document.vector() } : null,
      });
      this.#opening = false;
      if (!this.#views.isClosed) this.#takeAnswer(answer, next);
    } catch (error) {
      this.#opening = false;
      if (this.#views.isClosed) return;
      if (error instanceof Unreachable) {
        this.#lose();
        this.#cancelRetry = clock.after(RETRY_OPEN_MS, () => void this.#open());
      } else {
        this.#views.change({
          kind: 'failed',
          reason: error instanceof Error ? error.message : String(error),
        });
      }
    }
  }

  /** @param next the session of a document that begins here; null to go on with the present one */
  #takeAnswer(answer: OpenAnswer, next: SessionName | null): void {
    if (answer.kind === 'plain') {
      this.#views.set({ plainText: answer.text });
      this.#views.change({ kind: 'opened', readOnly: answer.reason, isOnDisk: true });
      return;
    }
    const { epoch, docSeq, savedSeq, state, hash } = answer;
    this.#readOnly = answer.readOnly;
    this.#fully = false;
    const { document } = this.#views.view;
    if (document?.epoch === epoch && !next) {
      if (!document.resume(docSeq, savedSeq, state, hash)) {
        this.#fully = true;
        void this.#open();
        return;
      }
    } else {
      const own = document?.copy();
      const outgoing = own?.epoch === epoch ? own.outgoing : [];
      const left = own && own.epoch !== epoch ? unsentOf(own) : null;
      const fresh = { epoch, docSeq, savedSeq, confirmed: state, outgoing };
      this.#replace(fresh, next ?? this.#newSession());
      if (left) this.#merge(left);
      if (!next) {
        // Its session is not known there yet.
        void this.#open();
        return;
      }
    }
    this.#finishOpening();
    this.#takeLoaded();
  }

  #finishOpening(): void {
    this.#isOpen = true;
    this.#sender.answered();
    const { document } = this.#views.view;
    if (!document) return;
    for (const message of this.#inbox.release()) this.#receive(message);
    if (!this.#isOpen) return;
    this.#views.change({ kind: 'opened', readOnly: this.#readOnly, isOnDisk: document.isOnDisk });
    this.#afterText();
    this.#sender.resend();
    this.#sender.send();
  }

  /** What other epochs and ended tabs have left. */
  #takeLoaded(): void {
    const { document } = this.#views.view;
    if (!document) return;
    for (const { copy } of this.#apart) {
      const left = unsentOf(copy);
      if (left) this.#merge(left);
    }
    const loaded = this.#loaded;
    [this.#loaded, this.#apart] = [[], []];
    // What they held is in this session's copy from now on.
    void this.#copies.writeInsteadOf(loaded);
  }

  #merge(left: Unsent): void {
    const { document } = this.#views.view;
    const draft = document && mergeInto(document.text, left, this.#readOnly !== null);
    if (draft) this.#drafts.add(draft);
  }

  #replace(copy: DocumentCopy, session: SessionName): void {
    const { document: former } = this.#views.view;
    const document = new ClientDocument(copy, session, () => {
      this.#afterText();
      this.#sender.sendAfter(COALESCE_MS);
    });
    this.#views.set({ document });
    former?.destroy();
  }

  #newSession(): SessionName {
    const { newId, newClientId } = this.#options;
    return { session: newId(), clientId: newClientId() };
  }

  #receiveChunk(chunk: Uint8Array): void {
    const message = this.#inbox.read(chunk, this.#options.clock.monotonic());
    if (!message) return;
    if (this.#opening) this.#inbox.hold(message);
    else if (this.#isOpen) this.#receive(message);
    // It can be edited now, or is there again.
    else if (message.kind === 'reset') void this.#open();
  }

  #receive(message: AuthorityMessage): void {
    const { document } = this.#views.view;
    if (!document) return;
    const received = document.receive(message);
    switch (received.kind) {
      case 'behind':
        this.#fully ||= received.fully;
        void this.#open();
        return;
      case 'refused':
        this.#onRefused(received.reason);
        return;
      case 'fine':
        if (message.kind === 'unsaved') {
          this.#views.change({ kind: 'save-failed', problem: message.reason });
        }
        this.#sender.answered();
        this.#afterText();
        if (document.hasUnsent && !document.unanswered()) this.#sender.sendAfter(0);
    }
  }

  #onRefused(reason: RefusalReason): void {
    const { document } = this.#views.view;
    // Sent again when it is time.
    if (!document || reason === 'rate' || reason === 'storage') return;
    if (reason === 'session' || reason === 'epoch') return this.#reopen();
    const left = unsentOf(document.copy());
    if (left) this.#drafts.add({ text: left.mine, reason: refusalWords(reason) });
    this.#replace({ ...document.copy(), outgoing: [] }, this.#newSession());
    void this.#open();
  }

  /** Not in a circle, where the agent goes on refusing. */
  #reopen(): void {
    const { clock } = this.#options;
    const pauseMs = Math.max(0, this.#openedAt + RETRY_OPEN_MS - clock.monotonic());
    this.#cancelRetry?.();
    this.#cancelRetry = clock.after(pauseMs, () => void this.#open());
  }

  #afterText(): void {
    const { document } = this.#views.view;
    if (!document) return;
    const { hasUnsent, isOnDisk } = document;
    this.#views.change({ kind: 'text', hasUnsent, isOnDisk });
    // While it is being sent as well, the copy may be a little behind.
    if (hasUnsent && !this.#isOpen) void this.#copies.write();
    else this.#copies.writeAfter(hasUnsent ? SENT_COPY_MS : CLEAN_COPY_MS);
  }
}
