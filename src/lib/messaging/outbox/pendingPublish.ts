import { assertNever } from '../../assertNever.ts';
import type { MessagingError } from '../errors.ts';

/** One durable message: an event under one of its subjects. */
export interface OutboxEntry {
  readonly subject: string;
  readonly body: Uint8Array;
  /** `<event id>:<subject>`; the server drops a repeat within its duplicate window. */
  readonly messageId: string;
  /** The stream that stores the subject. */
  readonly stream: string;
  /** Milliseconds since the epoch. */
  readonly queuedAt: number;
}

/** An entry in a storage; later entries have higher keys. */
export interface StoredEntry extends OutboxEntry {
  readonly key: number;
}

/** 'stored' in a stream, 'queued' in the outbox until there is a stream, 'sent' live only. */
export type DurableOutcome = 'stored' | 'queued' | 'sent';

/** What became of an entry; all but 'queued' are final. */
export type PublishResult =
  | { readonly kind: DurableOutcome }
  | { readonly kind: 'refused'; readonly error: MessagingError };

/** The promise of the call that published an entry. */
interface Waiter {
  readonly resolve: (outcome: DurableOutcome) => void;
  readonly reject: (error: MessagingError) => void;
}

/** An entry on its way to a stream, with the promise of its publisher if that is this client. */
export class PendingPublish {
  readonly entry: OutboxEntry;
  /** Its key in the storage, once it is written. */
  key: number;
  phase: 'queued' | 'in-flight' | 'parked' | 'settled' = 'queued';
  /** When it was sent first, at the earliest; null if it never was. */
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
    this.phase = 'queued';
    this.firstSentAt = this.entry.queuedAt;
    this.wasSentLive = true;
  }

  /** Settles the publisher's promise. @returns whether one was waiting */
  settle(result: PublishResult): boolean {
    const waiter = this.#waiter;
    this.#waiter = null;
    switch (result.kind) {
      case 'stored':
      case 'queued':
      case 'sent':
        waiter?.resolve(result.kind);
        break;
      case 'refused':
        waiter?.reject(result.error);
        break;
      default:
        assertNever(result);
    }
    return waiter !== null;
  }
}
