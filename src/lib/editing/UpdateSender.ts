import type { Clock } from '../messaging/index.ts';
import { toChunks } from './chunks.ts';
import type { ClientDocument } from './ClientDocument.ts';
import { encodeMessage, type UpdateMessage } from './messages.ts';

const RESEND_MS = 1_500;
/** After so many sendings without an answer the document is opened again. */
const SENDS_BEFORE_REOPEN = 2;
/** An authority that has the document open says something more often. */
const SILENCE_MS = 30_000;

export interface SenderOptions {
  readonly clock: Clock;
  readonly newId: () => string;
  readonly transmit: (chunk: Uint8Array) => void;
  /** The document while it is open, else null. */
  readonly document: () => ClientDocument | null;
  readonly onSilence: () => void;
}

/** Sends a document's updates, each until it is answered. */
export class UpdateSender {
  readonly #options: SenderOptions;
  #cancelSend: (() => void) | null = null;
  #cancelResend: (() => void) | null = null;
  #cancelSilence: (() => void) | null = null;
  #sendings = 0;

  constructor(options: SenderOptions) {
    this.#options = options;
  }

  sendAfter(delayMs: number): void {
    this.#cancelSend ??= this.#options.clock.after(delayMs, () => {
      this.#cancelSend = null;
      this.send();
    });
  }

  send(): void {
    const update = this.#options.document()?.takeUpdate();
    if (update) this.#transmit(update);
  }

  /** Sends again what waits for an answer. */
  resend(): void {
    const update = this.#options.document()?.unanswered();
    if (update) this.#transmit(update);
  }

  /** There is an authority that has the document open. */
  answered(): void {
    const { clock, document, onSilence } = this.#options;
    this.#sendings = 0;
    this.#cancelSilence?.();
    this.#cancelSilence = clock.after(SILENCE_MS, () => {
      if (document()) onSilence();
    });
  }

  stop(): void {
    this.#cancelSend?.();
    this.#cancelResend?.();
    this.#cancelSilence?.();
  }

  #transmit(update: UpdateMessage): void {
    const { clock, newId, transmit } = this.#options;
    for (const chunk of toChunks(encodeMessage(update), newId())) transmit(chunk);
    this.#cancelResend?.();
    this.#cancelResend = clock.after(RESEND_MS, () => this.#onSilence());
  }

  #onSilence(): void {
    this.#cancelResend = null;
    if (!this.#options.document()?.unanswered()) return;
    this.#sendings += 1;
    if (this.#sendings >= SENDS_BEFORE_REOPEN) this.#options.onSilence();
    else this.resend();
  }
}
