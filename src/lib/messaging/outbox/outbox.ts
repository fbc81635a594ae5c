import { MessagingError } from '../errors.ts';
import { createListeners } from '../listeners.ts';
import {
  type DurableOutcome,
  type OutboxEntry,
  PendingPublish,
  type PublishResult,
} from './pendingPublish.ts';
import { Sender } from './sender.ts';
import {
  memoryStorage,
  type OpenOutbox,
  type OutboxCounts,
  type OutboxHealth,
  type OutboxSharing,
  type SharingMember,
  StorageHandle,
} from './storage.ts';
import type { SendOptions } from './subjectQueue.ts';

/** What an outage may pile up before publishing fails. */
const MAX_ENTRIES = 100_000;
const MAX_BYTES = 128 * 1024 * 1024;
/** A storage that hangs must not hold up the one who closes the client. */
const CLOSE_WAIT_MS = 1_000;

/** What durable publishes wait for. */
export interface OutboxState extends OutboxCounts, OutboxHealth {}

export interface OutboxOptions extends SendOptions {
  /** Left out, entries are in memory. */
  readonly open?: OpenOutbox | undefined;
  /** An entry that no caller waits for (any more) will never be stored. */
  readonly onRefused: (entry: OutboxEntry, error: MessagingError) => void;
}

/**
 * Durable publishes wait here until a stream has them: written to the storage, then sent, removed
 * on the ack. What an earlier process left is sent first. Where several clients share a storage,
 * one of them is the sender, and the others are writers.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #sender: Sender;
  readonly #storage: StorageHandle;
  readonly #listeners = createListeners<[]>(() => {});
  #sharing: OutboxSharing | null = null;
  /** The sender has taken over what the storage holds. */
  #role: 'writer' | 'sender' = 'writer';
  #unwritten: PendingPublish[] = [];
  /** By key: a sender's are all in the storage, a writer's are its own. */
  #written = new Map<number, PendingPublish>();
  #bytes = 0;
  #isWriting = false;
  /** Tasks on storage and queue run one after the other. */
  #lastTask: Promise<unknown> = Promise.resolve();
  /** A look at what others have appended that has not begun. */
  #nextLook: Promise<void> | null = null;
  #state: OutboxState | null = null;
  #isClosed = false;

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#sender = new Sender({
      ...options,
      onResult: (publish, result) => this.#onResult(publish, result),
    });
    const open = options.open ?? (async () => ({ storage: memoryStorage() }));
    this.#storage = new StorageHandle(open, () => this.#changed());
  }

  /** The same object until something changes. */
  getState(): OutboxState {
    if (this.#state) return this.#state;
    const own = this.#counts();
    const shared = this.#role === 'writer' ? this.#sharing?.counts : null;
    const queued = Math.max(own.queued, shared?.queued ?? 0);
    this.#state = { ...own, ...shared, queued, ...this.#storage.health };
    return this.#state;
  }

  /** Calls when entries come or go, and when the storage fails or works again. */
  onChange(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  /** Opens the storage, to send what is in it; `getState` shows a failure. */
  start(): void {
    this.#inTurn(() => this.#prepare()).catch(() => {});
  }

  /**
   * Resolves with 'stored' when a stream has it. It waits through any outage; without JetStream it
   * is sent live and resolves with 'queued' (kept until there is a stream) or 'sent' (not kept).
   * Rejects when it can't be kept ('storage') or never stored: 'denied', 'too-large', 'duplicate',
   * 'closed', or 'jetstream' for what the stream will never take.
   */
  put(entry: OutboxEntry): Promise<DurableOutcome> {
    return new Promise((resolve, reject) => {
      if (this.#isClosed) throw closedError();
      if (this.#needsNoQueue(entry)) {
        this.#options.sendLive(entry);
        resolve('sent');
        return;
      }
      this.#assertRoomFor(entry);
      this.#unwritten.push(new PendingPublish(entry, 0, { resolve, reject }));
      this.#bytes += entry.body.length;
      this.#changed();
      void this.#write();
    });
  }

  /** There is a connection: starts over with what has not been acknowledged. */
  resume(jetstream: boolean): void {
    this.#sender.open(jetstream ? 'stream' : 'live-only');
    this.#sharing?.setConnected(true);
    this.start();
    this.#changed();
  }

  /** There is no connection: holds back what is not in flight. */
  pause(): void {
    this.#sender.pause();
    this.#sharing?.setConnected(false);
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
    this.#isClosed = true;
    this.#sender.pause();
    let stopTimer = () => {};
    const late = new Promise<void>((resolve) => {
      stopTimer = this.#options.clock.after(CLOSE_WAIT_MS, resolve);
    });
    await Promise.race([this.#lastTask, late]);
    this.#sender.clear();
    const refused: PublishResult = { kind: 'refused', error: closedError() };
    const isKept = this.#storage.health.storage === 'persistent';
    for (const publish of this.#written.values())
      publish.settle(isKept ? { kind: 'queued' } : refused);
    for (const publish of this.#unwritten) publish.settle(refused);
    this.#written.clear();
    this.#unwritten = [];
    this.#bytes = 0;
    this.#changed();
    await Promise.race([this.#storage.flush(), late]);
    this.#sharing?.close();
    await Promise.race([this.#storage.close(), late]);
    stopTimer();
  }

  #needsNoQueue(entry: OutboxEntry): boolean {
    if (this.#sender.route !== 'live-only' || this.#options.waitsForStream(entry)) return false;
    return this.#unwritten.length === 0 && !this.#sender.has(entry.subject);
  }

  #assertRoomFor({ subject, body }: OutboxEntry): void {
    if (this.#size < MAX_ENTRIES && this.#bytes + body.length <= MAX_BYTES) return;
    throw new MessagingError('storage', 'Too many events wait to be sent already.', { subject });
  }

  get #size(): number {
    return this.#unwritten.length + this.#written.size;
  }

  /** Writes all that waits at once, for as long as more comes: slow storages write less often. */
  async #write(): Promise<void> {
    if (this.#isWriting) return;
    this.#isWriting = true;
    while (this.#unwritten.length > 0) await this.#inTurn(() => this.#writeBatch());
    this.#isWriting = false;
  }

  async #writeBatch(): Promise<void> {
    const batch = [...this.#unwritten];
    let keys: readonly number[];
    try {
      await this.#prepare();
      keys = await this.#storage.append(batch.map(({ entry }) => entry));
    } catch (error) {
      this.#unwritten.splice(0, batch.length);
      for (const publish of batch) {
        this.#bytes -= publish.entry.body.length;
        publish.settle({ kind: 'refused', error: error as MessagingError });
      }
      this.#changed();
      return;
    }
    if (this.#unwritten[0] !== batch[0]) return;
    this.#unwritten.splice(0, batch.length);
    for (const [index, publish] of batch.entries()) {
      publish.key = keys[index] ?? 0;
      this.#written.set(publish.key, publish);
      if (this.#role === 'sender') this.#sender.add(publish);
    }
    if (this.#role === 'writer') this.#sharing?.announceAdded();
    this.#changed();
  }

  /** Opens the storage and, if this client is to send, takes over what is in it. */
  async #prepare(): Promise<void> {
    const { sharing } = await this.#storage.backend();
    if (sharing && !this.#sharing && !this.#isClosed) {
      this.#sharing = sharing;
      sharing.join(this.#asMember());
      sharing.setConnected(this.#sender.route !== 'none');
    }
    const isToSend = sharing?.isElected ?? true;
    if (isToSend && this.#role === 'writer' && !this.#isClosed) await this.#takeOver();
  }

  #asMember(): SharingMember {
    return {
      clock: this.#options.clock,
      counts: () => this.#counts(),
      onElected: () => this.start(),
      onDismissed: () => this.#inTurn(() => this.#stepDown()),
      onAdded: () => (this.#nextLook ??= this.#inTurn(() => this.#takeAdded())),
      onResult: (key, result) => this.#onSharedResult(key, result),
      onCounts: () => this.#changed(),
    };
  }

  async #takeOver(): Promise<void> {
    const stored = await this.#storage.load();
    const known = this.#written;
    this.#role = 'sender';
    this.#written = new Map(
      stored.map((entry) => [
        entry.key,
        known.get(entry.key) ?? new PendingPublish(entry, entry.key),
      ]),
    );
    // The sender before removed them, and ended before it could say so.
    for (const publish of known.values()) {
      if (!this.#written.has(publish.key)) publish.settle({ kind: 'stored' });
    }
    this.#recountBytes();
    this.#sender.restore([...this.#written.values()]);
    this.#changed();
  }

  async #takeAdded(): Promise<void> {
    this.#nextLook = null;
    if (!this.#sharing || this.#role === 'writer' || this.#isClosed) return;
    for (const entry of await this.#sharing.loadAdded()) {
      const publish = new PendingPublish(entry, entry.key);
      this.#written.set(entry.key, publish);
      this.#bytes += entry.body.length;
      this.#sender.add(publish);
    }
    this.#changed();
  }

  async #stepDown(): Promise<void> {
    this.#role = 'writer';
    this.#sender.clear();
    for (const [key, { isAwaited }] of this.#written) if (!isAwaited) this.#written.delete(key);
    this.#recountBytes();
    this.#changed();
    await this.#storage.flush();
  }

  #onResult(publish: PendingPublish, result: PublishResult): void {
    const wasAwaited = publish.settle(result);
    // Before it is removed: what is gone without a result counts as stored.
    this.#sharing?.announceResult(publish.key, result);
    if (result.kind !== 'queued') {
      if (result.kind === 'refused' && !wasAwaited) {
        this.#options.onRefused(publish.entry, result.error);
      }
      this.#forget(publish);
      this.#storage.remove(publish.key);
    }
    this.#changed();
  }

  /** The sender of another client had an entry of this one; from here on it counts there. */
  #onSharedResult(key: number, result: PublishResult): void {
    const publish = this.#written.get(key);
    if (!publish || this.#role === 'sender') return;
    publish.settle(result);
    this.#forget(publish);
    this.#changed();
  }

  #forget(publish: PendingPublish): void {
    this.#written.delete(publish.key);
    this.#bytes -= publish.entry.body.length;
  }

  #recountBytes(): void {
    this.#bytes = 0;
    for (const { entry } of [...this.#written.values(), ...this.#unwritten]) {
      this.#bytes += entry.body.length;
    }
  }

  #inTurn<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#lastTask.then(task);
    this.#lastTask = result.catch(() => {});
    return result;
  }

  #counts(): OutboxCounts {
    const [oldest = this.#unwritten[0]] = this.#written.values();
    return {
      queued: this.#size,
      oldestAt: oldest?.entry.queuedAt ?? null,
      parked: this.#sender.parked,
      degraded: this.#sender.route === 'live-only',
    };
  }

  #isDrained(): boolean {
    if (this.#role === 'writer') return this.#unwritten.length === 0;
    return this.#size <= this.#sender.parked;
  }

  #changed(): void {
    this.#state = null;
    this.#sharing?.announceCounts();
    this.#listeners.notify();
  }
}

const closedError = () =>
  new MessagingError('closed', 'The client was closed before this was sent.');
