import { MessagingError } from '../errors.ts';
import { createListeners } from '../listeners.ts';
import { type OpenOutbox, type OutboxHealth, OutboxKeeper } from './outboxKeeper.ts';
import type { EntryWatcher } from './outboxLane.ts';
import { OutboxMates } from './outboxMates.ts';
import { OutboxQueue, type QueueOptions } from './outboxQueue.ts';
import type { SharedCounts } from './outboxSharing.ts';
import { memoryStorage, type OutboxEntry, type StoredEntry } from './outboxStorage.ts';
import { type DurableOutcome, OutboxTickets, settle, type Ticket } from './outboxTickets.ts';

/** A storage that hangs must not hold up the one who closes the client. */
const CLOSE_WAIT_MS = 1_000;

/** What durable publishes wait for. */
export interface OutboxState extends SharedCounts, OutboxHealth {
  /** Entries that no stream has acknowledged yet. */
  readonly queued: number;
  /** When the oldest of them was put in, milliseconds since the epoch; null when empty. */
  readonly oldestAt: number | null;
  /** How many of them only wait for a server with JetStream. */
  readonly parked: number;
  /** The server stores nothing now: events are sent live, and those of state are kept here. */
  readonly degraded: boolean;
}

export interface OutboxOptions extends QueueOptions {
  /** Left out, entries are in memory. */
  readonly open?: OpenOutbox | undefined;
  /** Told of an entry that will never be stored and for which nobody waits any more. */
  readonly onRefused: (entry: OutboxEntry, error: MessagingError) => void;
}

/**
 * Durable publishes wait here until a stream has them: first written, then sent, removed on the
 * ack. What an earlier life left is sent first.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #queue: OutboxQueue;
  readonly #keeper: OutboxKeeper;
  readonly #mates: OutboxMates;
  readonly #listeners = createListeners<[]>(() => {});
  readonly #tickets = new OutboxTickets();
  #writing = false;
  /** Whoever touches storage and queue waits for the one before. */
  #last: Promise<unknown> = Promise.resolve();
  #started = false;
  /** 'sender' once it has what the storage held; a writer leaves the sending to another tab. */
  #role: 'writer' | 'sender' = 'writer';
  #myTurn = false;
  #lastLoadedKey = 0;
  /** Made when asked for, since it is asked for less often than it changes. */
  #state: OutboxState | null = null;
  #closed = false;

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#queue = new OutboxQueue(options);
    const open = options.open ?? (async () => ({ storage: memoryStorage() }));
    this.#keeper = new OutboxKeeper(open, () => this.#changed());
    this.#mates = new OutboxMates(options.clock, {
      counts: () => this.#counts(),
      isSender: () => this.#role === 'sender',
      onAdded: (entries) => this.#takeFromMate(entries),
      onParked: (key) => this.#take(key)?.resolve('queued'),
      onSettled: (key, settlement) => settle(this.#take(key), settlement),
      onCounts: () => this.#changed(),
    });
  }

  /** The same object until something changes. */
  getState(): OutboxState {
    const { storage, storageProblem } = this.#keeper.health;
    this.#state ??= { ...this.#mates.combine(this.#counts()), storage, storageProblem };
    return this.#state;
  }

  /** Told when entries come or go, and when the storage fails or works again. */
  onChange(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  /** Opens the storage, to send what is in it; a failure is told by the state. */
  start(): void {
    this.#inTurn(() => this.#prepare()).catch(() => {});
  }

  /**
   * Resolves with 'stored' when a stream has it. It waits through any outage; without JetStream it
   * is sent live and resolves with 'queued' (kept until there is a stream) or 'sent' (not kept).
   * Rejects when it can't be kept ('storage') or never stored: 'denied', 'too-large', 'closed', or
   * 'jetstream' for what the stream will never take.
   */
  put(entry: OutboxEntry): Promise<DurableOutcome> {
    return new Promise((resolve, reject) => {
      if (this.#closed) throw closedError();
      if (this.#needsNoQueue(entry)) {
        this.#options.sendLive(entry);
        resolve('sent');
        return;
      }
      this.#tickets.admit({ entry, resolve, reject });
      this.#changed();
      void this.#write();
    });
  }

  /** There is a connection: start over with what has not been acknowledged. */
  resume(jetstream: boolean): void {
    this.#queue.open(jetstream ? 'stream' : 'live-only');
    this.start();
    this.#changed();
  }

  /** There is no connection: hold back what is not under way. */
  pause(): void {
    this.#queue.pause();
    this.#changed();
  }

  /** Resolves when nothing is left that this client could send now, or after `timeoutMs`. */
  drained(timeoutMs: number): Promise<void> {
    if (this.#isDrained()) return Promise.resolve();
    return new Promise((resolve) => {
      const finish = () => {
        stopTimer();
        stopListening();
        resolve();
      };
      const stopTimer = this.#options.clock.after(timeoutMs, finish);
      const stopListening = this.#listeners.add(() => {
        if (this.#isDrained()) finish();
      });
    });
  }

  /** Ends it: what is in a persistent storage stays there, everything else is rejected. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#queue.pause();
    await this.#atMost(CLOSE_WAIT_MS, this.#last);
    this.#queue.close();
    this.#tickets.close(this.#keeper.health.storage === 'persistent', closedError());
    this.#mates.close();
    this.#changed();
    await this.#atMost(CLOSE_WAIT_MS, this.#keeper.close());
  }

  #needsNoQueue(entry: OutboxEntry): boolean {
    if (this.#queue.route !== 'live-only' || this.#options.waitsForStream(entry)) return false;
    return this.#tickets.unwritten.length === 0 && !this.#queue.has(entry.subject);
  }

  /** Writes what came in, all that waits at once, for as long as more comes. */
  async #write(): Promise<void> {
    if (this.#writing) return;
    this.#writing = true;
    while (this.#tickets.unwritten.length > 0) {
      // One batch after the other: order, and fewer writes the slower they are.
      await this.#inTurn(() => this.#writeBatch());
    }
    this.#writing = false;
  }

  async #writeBatch(): Promise<void> {
    const entries = this.#tickets.unwritten.map(({ entry }) => entry);
    let keys: readonly number[];
    try {
      await this.#prepare();
      keys = await this.#keeper.append(entries);
    } catch (error) {
      this.#tickets.refuse(entries.length, error as MessagingError);
      this.#changed();
      return;
    }
    this.#tickets.markWritten(keys);
    const stored = entries.map((entry, index) => ({ ...entry, key: keys[index] ?? 0 }));
    if (this.#role === 'sender') {
      for (const entry of stored) this.#queue.add(entry, this.#watch(entry));
    }
    if (this.#role === 'writer') this.#mates.tellAdded(stored);
    this.#changed();
  }

  /** Opens the storage and, when it is this client's turn, takes over what is in it. */
  async #prepare(): Promise<void> {
    const { sharing } = await this.#keeper.place();
    if (!this.#started) {
      this.#started = true;
      if (sharing) {
        this.#mates.attach(sharing);
        sharing.onTurn(() => {
          this.#myTurn = true;
          this.start();
        });
      } else this.#myTurn = true;
    }
    if (this.#myTurn && this.#role === 'writer' && !this.#closed) await this.#takeOver();
  }

  async #takeOver(): Promise<void> {
    const entries = await this.#keeper.load();
    this.#role = 'sender';
    this.#lastLoadedKey = entries.at(-1)?.key ?? 0;
    const keys = new Set(entries.map(({ key }) => key));
    // The sender before removed them, and ended before it could say so.
    for (const key of this.#tickets.writtenKeys) {
      if (!keys.has(key)) this.#take(key)?.resolve('stored');
    }
    this.#tickets.recount(entries);
    this.#queue.restore(entries.map((entry) => ({ entry, watcher: this.#watch(entry) })));
    this.#changed();
  }

  #takeFromMate(entries: readonly StoredEntry[]): void {
    const take = async () => {
      // Without its turn, or if taking over failed, they are safe in the storage.
      if (this.#role === 'writer' || this.#closed) return;
      for (const entry of entries) {
        if (entry.key <= this.#lastLoadedKey) continue;
        this.#tickets.count(entry);
        this.#queue.add(entry, this.#watch(entry));
      }
      this.#changed();
    };
    if (this.#myTurn) void this.#inTurn(take);
  }

  #watch(entry: StoredEntry): EntryWatcher {
    const { key } = entry;
    return {
      onParked: () => {
        this.#take(key)?.resolve('queued');
        this.#mates.tellParked(key);
        this.#changed();
      },
      onSettled: (settlement) => {
        const ticket = this.#take(key);
        settle(ticket, settlement);
        if (!ticket && settlement.kind === 'refused') {
          this.#options.onRefused(entry, settlement.error);
        }
        // Told before it is removed: what nobody heard of and is gone counts as stored.
        this.#mates.tellSettled(key, settlement);
        this.#keeper.remove(key);
        this.#tickets.forget(entry);
        this.#changed();
      },
    };
  }

  #take(key: number): Ticket | undefined {
    const ticket = this.#tickets.take(key);
    // The sender counts until it is settled.
    if (ticket && this.#role === 'writer') this.#tickets.forget(ticket.entry);
    return ticket;
  }

  #inTurn<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#last.then(task);
    this.#last = result.catch(() => {});
    return result;
  }

  #counts(): SharedCounts {
    return {
      queued: this.#tickets.size,
      oldestAt: this.#queue.oldestAt ?? this.#tickets.oldestAt,
      parked: this.#queue.parked,
      degraded: this.#queue.route === 'live-only',
    };
  }

  #isDrained(): boolean {
    if (this.#role === 'writer') return this.#tickets.unwritten.length === 0;
    return this.#tickets.size <= this.#queue.parked;
  }

  async #atMost(timeoutMs: number, task: Promise<unknown>): Promise<void> {
    let stopTimer = () => {};
    const late = new Promise<void>((resolve) => {
      stopTimer = this.#options.clock.after(timeoutMs, resolve);
    });
    await Promise.race([task, late]);
    stopTimer();
  }

  #changed(): void {
    this.#state = null;
    this.#mates.countsChanged();
    this.#listeners.notify();
  }
}

const closedError = () =>
  new MessagingError('closed', 'The client was closed before this was sent.');
