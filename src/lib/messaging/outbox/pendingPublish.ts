import { MessagingError } from '../errors.ts';

/** What an outage may pile up. */
const MAX_ENTRIES = 100_000;
const MAX_BYTES = 128 * 1024 * 1024;

/** An event under one of its subjects. */
export interface OutboxEntry {
  readonly subject: string;
  readonly body: Uint8Array;
  /** `<event id>:<subject>`; the server drops repeats within its duplicate window. */
  readonly messageId: string;
  /** The stream of the subject. */
  readonly stream: string;
  /** Milliseconds since the epoch. */
  readonly queuedAt: number;
}

/** Later entries have higher keys. */
export interface StoredEntry extends OutboxEntry {
  readonly key: number;
}

/** 'stored' in a stream, 'queued' in the outbox until there is a stream, 'sent' live only. */
export type DurableOutcome = 'stored' | 'queued' | 'sent';

export type PublishResult =
  | { readonly kind: DurableOutcome }
  | { readonly kind: 'refused'; readonly error: MessagingError };

interface Waiter {
  readonly resolve: (outcome: DurableOutcome) => void;
  readonly reject: (error: MessagingError) => void;
}

/** An entry on its way to a stream, with its publisher's promise if that is this client. */
export class PendingPublish {
  readonly entry: OutboxEntry;
  /** Its key once it is stored. */
  key: number;
  isSettled = false;
  /** At the earliest; null if it never was. */
  firstSentAt: number | null = null;
  /** Whether readers may have seen it live. */
  wasSentLive = false;
  #waiter: Waiter | null;

  constructor(entry: OutboxEntry, key = 0, waiter: Waiter | null = null) {
    this.entry = entry;
    this.key = key;
    this.#waiter = waiter;
  }

  get isAwaited(): boolean {
    return this.#waiter !== null;
  }

  /** Another client or process may have sent it. */
  markRestored(): void {
    this.firstSentAt = this.entry.queuedAt;
    this.wasSentLive = true;
  }

  /** Settles the publisher's promise. @returns whether one was waiting */
  settle(result: PublishResult): boolean {
    if (result.kind !== 'queued') this.isSettled = true;
    const waiter = this.#waiter;
    this.#waiter = null;
    if (result.kind === 'refused') waiter?.reject(result.error);
    else waiter?.resolve(result.kind);
    return waiter !== null;
  }
}

/** An outbox's own publishes, bounded: the unwritten ones, then by key. */
export class PendingPublishes {
  #unwritten: PendingPublish[] = [];
  readonly #written = new Map<number, PendingPublish>();
  #bytes = 0;

  get size(): number {
    return this.#unwritten.length + this.#written.size;
  }

  get oldestAt(): number | null {
    const [oldest = this.#unwritten[0]] = this.#written.values();
    return oldest?.entry.queuedAt ?? null;
  }

  get unwritten(): readonly PendingPublish[] {
    return this.#unwritten;
  }

  get written(): readonly PendingPublish[] {
    return [...this.#written.values()];
  }

  /** @throws MessagingError 'storage' when too much waits */
  admit(publish: PendingPublish): void {
    const { body, subject } = publish.entry;
    if (this.size >= MAX_ENTRIES || this.#bytes + body.length > MAX_BYTES) {
      throw new MessagingError('storage', 'Too many events wait to be sent already.', { subject });
    }
    this.#unwritten.push(publish);
    this.#bytes += body.length;
  }

  /** The oldest unwritten ones are written. */
  markWritten(keys: readonly number[]): readonly PendingPublish[] {
    const batch = this.#unwritten.splice(0, keys.length);
    for (const [index, publish] of batch.entries()) {
      publish.key = keys[index] ?? 0;
      this.#written.set(publish.key, publish);
    }
    return batch;
  }

  /** The oldest unwritten ones can't be written. */
  refuse(count: number, error: MessagingError): void {
    for (const publish of this.#unwritten.splice(0, count)) {
      this.#bytes -= publish.entry.body.length;
      publish.settle({ kind: 'refused', error });
    }
  }

  get(key: number): PendingPublish | undefined {
    return this.#written.get(key);
  }

  restore(publish: PendingPublish): void {
    this.#written.set(publish.key, publish);
    this.#bytes += publish.entry.body.length;
  }

  forget(publish: PendingPublish): void {
    if (this.#written.delete(publish.key)) this.#bytes -= publish.entry.body.length;
  }
}
