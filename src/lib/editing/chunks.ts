import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { contentHash } from './hash.ts';
import { CHUNK_BYTES, CHUNK_TIMEOUT_MS, MAX_PARTIAL_MESSAGES, MAX_UPDATE_BYTES } from './limits.ts';

/** Room for what a message has besides its update. */
const MAX_MESSAGE_BYTES = MAX_UPDATE_BYTES + 4_096;
const MAX_CHUNKS = Math.ceil(MAX_MESSAGE_BYTES / CHUNK_BYTES);

/**
 * Cuts a message into what the server takes at once. Every chunk says of which message it is, its
 * place, how many there are and the hash of the whole.
 * @param id of the message, from its sender
 */
export function toChunks(message: Uint8Array, id: string): readonly Uint8Array[] {
  const count = Math.max(1, Math.ceil(message.length / CHUNK_BYTES));
  const hash = contentHash(message);
  return Array.from({ length: count }, (_, index) => {
    const out = encoding.createEncoder();
    encoding.writeVarString(out, id);
    encoding.writeVarUint(out, index);
    encoding.writeVarUint(out, count);
    encoding.writeVarString(out, hash);
    encoding.writeVarUint8Array(
      out,
      message.subarray(index * CHUNK_BYTES, (index + 1) * CHUNK_BYTES),
    );
    return encoding.toUint8Array(out);
  });
}

export type Assembled =
  | { readonly kind: 'complete'; readonly message: Uint8Array }
  | { readonly kind: 'partial' }
  | { readonly kind: 'invalid'; readonly problem: string };

interface Partial {
  readonly count: number;
  readonly hash: string;
  readonly chunks: Map<number, Uint8Array>;
  lastAt: number;
}

const invalid = (problem: string): Assembled => ({ kind: 'invalid', problem });

/** Puts the chunks of one sender together again; of incomplete messages it keeps few, not for long. */
export class ChunkAssembler {
  readonly #partials = new Map<string, Partial>();

  /** Nothing is kept. */
  get isEmpty(): boolean {
    return this.#partials.size === 0;
  }

  /** @param now milliseconds, of any clock that does not go back */
  add(bytes: Uint8Array, now: number): Assembled {
    for (const [id, { lastAt }] of this.#partials) {
      if (now - lastAt > CHUNK_TIMEOUT_MS) this.#partials.delete(id);
    }
    const chunk = readChunk(bytes);
    if (typeof chunk === 'string') return invalid(chunk);
    const { id, index, count, hash, data } = chunk;
    const partial = this.#partials.get(id) ?? { count, hash, chunks: new Map(), lastAt: now };
    if (partial.count !== count || partial.hash !== hash) {
      this.#partials.delete(id);
      return invalid('chunks of one message differ');
    }
    partial.chunks.set(index, data);
    partial.lastAt = now;
    if (partial.chunks.size < count) {
      this.#partials.set(id, partial);
      const [oldest] = this.#partials.keys();
      if (this.#partials.size > MAX_PARTIAL_MESSAGES && oldest !== undefined) {
        this.#partials.delete(oldest);
      }
      return { kind: 'partial' };
    }
    this.#partials.delete(id);
    const message = join(partial);
    return contentHash(message) === hash ? { kind: 'complete', message } : invalid('it is damaged');
  }
}

function readChunk(bytes: Uint8Array) {
  try {
    const reader = decoding.createDecoder(bytes);
    const id = decoding.readVarString(reader);
    const index = decoding.readVarUint(reader);
    const count = decoding.readVarUint(reader);
    const hash = decoding.readVarString(reader);
    const data = decoding.readVarUint8Array(reader).slice();
    if (id.length > 64 || hash.length > 64) return 'a text is too long';
    if (count < 1 || count > MAX_CHUNKS || index >= count) return 'there are too many chunks';
    if (data.length > CHUNK_BYTES) return 'the chunk is too large';
    return { id, index, count, hash, data };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function join({ count, chunks }: Partial): Uint8Array {
  const parts = Array.from({ length: count }, (_, index) => chunks.get(index) ?? new Uint8Array());
  const message = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    message.set(part, at);
    at += part.length;
  }
  return message;
}
