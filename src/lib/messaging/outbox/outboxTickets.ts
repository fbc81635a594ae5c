import { assertNever } from '../../assertNever.ts';
import { MessagingError } from '../errors.ts';
import type { Settlement } from './outboxLane.ts';
import type { OutboxEntry } from './outboxStorage.ts';

/** What an outage may pile up before publishing fails. */
const MAX_ENTRIES = 100_000;
const MAX_BYTES = 128 * 1024 * 1024;

/** How a durable publish ended: in a stream, safely in the outbox, or live only. */
export type DurableOutcome = 'stored' | 'queued' | 'sent';

/** A publish that waits for its outcome. */
export interface Ticket {
  readonly entry: OutboxEntry;
  readonly resolve: (outcome: DurableOutcome) => void;
  readonly reject: (error: MessagingError) => void;
}

/** Who waits for which entry of an outbox, and how much that is. */
export class OutboxTickets {
  #unwritten: Ticket[] = [];
  readonly #written = new Map<number, Ticket>();
  #size = 0;
  #bytes = 0;

  /** Entries that count, whether somebody waits for them or not. */
  get size(): number {
    return this.#size;
  }

  get unwritten(): readonly Ticket[] {
    return this.#unwritten;
  }

  get writtenKeys(): readonly number[] {
    return [...this.#written.keys()];
  }

  /** Takes a new one. @throws MessagingError 'storage' when too much waits already */
  admit(ticket: Ticket): void {
    const { body, subject } = ticket.entry;
    if (this.#size >= MAX_ENTRIES || this.#bytes + body.length > MAX_BYTES) {
      throw new MessagingError('storage', 'Too much waits to be sent already.', { subject });
    }
    this.#unwritten.push(ticket);
    this.count(ticket.entry);
  }

  /** The oldest ones have been written, under these keys. */
  markWritten(keys: readonly number[]): void {
    for (const [index, ticket] of this.#unwritten.splice(0, keys.length).entries()) {
      this.#written.set(keys[index] ?? 0, ticket);
    }
  }

  /** The oldest ones can't be written. */
  refuse(count: number, error: MessagingError): void {
    for (const ticket of this.#unwritten.splice(0, count)) {
      this.forget(ticket.entry);
      ticket.reject(error);
    }
  }

  /** Hands out who waits for an entry, once. */
  take(key: number): Ticket | undefined {
    const ticket = this.#written.get(key);
    this.#written.delete(key);
    return ticket;
  }

  count({ body }: OutboxEntry): void {
    this.#size += 1;
    this.#bytes += body.length;
  }

  forget({ body }: OutboxEntry): void {
    this.#size -= 1;
    this.#bytes -= body.length;
  }

  /** These are all that is written: whatever else counted before does no more. */
  recount(written: readonly OutboxEntry[]): void {
    this.#size = 0;
    this.#bytes = 0;
    for (const entry of written) this.count(entry);
    for (const { entry } of this.#unwritten) this.count(entry);
  }

  get oldestAt(): number | null {
    const [first] = this.#written.values();
    return (first ?? this.#unwritten[0])?.entry.queuedAt ?? null;
  }

  /** Ends all waiting. @param kept whether what is written outlives this client */
  close(kept: boolean, error: MessagingError): void {
    for (const ticket of this.#written.values()) {
      if (kept) ticket.resolve('queued');
      else ticket.reject(error);
    }
    this.#written.clear();
    this.refuse(this.#unwritten.length, error);
    this.recount([]);
  }
}

/** Tells whoever waits how it ended. */
export function settle(ticket: Ticket | undefined, settlement: Settlement): void {
  switch (settlement.kind) {
    case 'stored':
    case 'sent':
      ticket?.resolve(settlement.kind);
      return;
    case 'refused':
      ticket?.reject(settlement.error);
      return;
    default:
      assertNever(settlement);
  }
}
