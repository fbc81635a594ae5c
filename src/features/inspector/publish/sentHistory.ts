import type { RawReply } from '../../../lib/messaging/index.ts';
import type { RawText } from './rawMessage.ts';

const MAX_SENT = 50;
const MAX_TEXT = 16 * 1024;

export type SendOutcome =
  | { readonly kind: 'published'; readonly subjects: readonly string[] }
  | { readonly kind: 'replied'; readonly reply: RawReply }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

/** Something that was sent, and what became of it. */
export interface Sent {
  readonly n: number;
  readonly at: number;
  readonly raw: RawText;
  readonly outcome: SendOutcome;
}

/** What this tab has sent, newest first; in memory alone, since bodies may hold secrets. */
class SentHistory {
  #all: readonly Sent[] = [];
  #next = 0;
  readonly #listeners = new Set<() => void>();

  add(at: number, raw: RawText, outcome: SendOutcome): Sent {
    const sent = { n: this.#next, at, raw: cut(raw), outcome: withoutBody(outcome) };
    this.#next += 1;
    this.#all = [sent, ...this.#all].slice(0, MAX_SENT);
    for (const listener of this.#listeners) listener();
    return { ...sent, outcome };
  }

  readonly get = (): readonly Sent[] => this.#all;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}

const cut = (raw: RawText): RawText => ({ ...raw, body: raw.body.slice(0, MAX_TEXT) });

/** Replies may be large, and are shown only when they come. */
function withoutBody(outcome: SendOutcome): SendOutcome {
  if (outcome.kind !== 'replied') return outcome;
  return { kind: 'replied', reply: { ...outcome.reply, body: new Uint8Array() } };
}

export const sentHistory = new SentHistory();
