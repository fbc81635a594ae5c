import { type KeptMessage, weightOf } from './message.ts';
import { Queue } from './Queue.ts';

export interface RingLimits {
  readonly messages: number;
  readonly bytes: number;
}

export const defaultRingLimits: RingLimits = { messages: 20_000, bytes: 32 * 1024 * 1024 };

/** The newest messages, within a number and a size; what leaves it is counted. */
export class MessageRing {
  readonly #limits: RingLimits;
  readonly #messages = new Queue<KeptMessage>();
  #bytes = 0;
  #evicted = 0;

  constructor(limits: RingLimits = defaultRingLimits) {
    this.#limits = limits;
  }

  get length(): number {
    return this.#messages.length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** How many had to leave. */
  get evicted(): number {
    return this.#evicted;
  }

  /** The number of the oldest message, or of the next one if there is none. */
  get first(): number {
    return this.#messages.at(0)?.n ?? this.#end;
  }

  /** The number after the newest message's. */
  get end(): number {
    return this.#end;
  }
  #end = 0;

  /** @param message its `n` is `end` */
  push(message: KeptMessage): void {
    const { messages, bytes } = this.#limits;
    this.#messages.push(message);
    this.#bytes += weightOf(message);
    this.#end = message.n + 1;
    // A message above the limit is kept alone: a list without it would hide the very culprit.
    while (this.length > messages || (this.#bytes > bytes && this.length > 1)) this.#evict();
  }

  get(n: number): KeptMessage | undefined {
    return this.#messages.at(n - this.first);
  }

  /** Empties it; numbers go on. */
  clear(): void {
    this.#messages.clear();
    this.#bytes = 0;
    this.#evicted = 0;
  }

  #evict(): void {
    const gone = this.#messages.shift();
    if (!gone) return;
    this.#bytes -= weightOf(gone);
    this.#evicted += 1;
  }
}
