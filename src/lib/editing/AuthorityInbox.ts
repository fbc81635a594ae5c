import { ChunkAssembler } from './chunks.ts';
import { type AuthorityMessage, decodeMessage } from './messages.ts';

/** Held while a document is being opened; if there are more, a gap is found. */
const MAX_HELD = 2_000;

/** Reads what the authority sends, and holds what comes before a document is open. */
export class AuthorityInbox {
  readonly #assembler = new ChunkAssembler();
  #held: AuthorityMessage[] = [];

  /** @returns a message, once all of it is here and if it is one */
  read(chunk: Uint8Array, now: number): AuthorityMessage | null {
    const assembled = this.#assembler.add(chunk, now);
    if (assembled.kind !== 'complete') return null;
    const decoded = decodeMessage(assembled.message);
    return decoded.ok && decoded.message.kind !== 'update' ? decoded.message : null;
  }

  hold(message: AuthorityMessage): void {
    this.#held = [...this.#held, message].slice(-MAX_HELD);
  }

  release(): readonly AuthorityMessage[] {
    return this.#held.splice(0);
  }
}
