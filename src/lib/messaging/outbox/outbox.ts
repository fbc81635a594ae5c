import { MessagingError } from '../errors.ts';
import { createListeners } from '../listeners.ts';
import {
  type DurableOutcome,
  type OutboxEntry,
  PendingPublish,
  PendingPublishes,
  type PublishResult,
} from './pendingPublish.ts';
import { Sender, type SenderOptions } from './sender.ts';
import {
  memoryStorage,
  type OpenOutbox,
  type OutboxCounts,
  type OutboxHealth,
  StorageHandle,
} from './storage.ts';
import type { TabCoordinator } from './tabCoordinator.ts';

const CLOSE_WAIT_MS = 1_000;

export interface OutboxState extends OutboxCounts, OutboxHealth {}

export interface OutboxOptions extends Omit<SenderOptions, 'onResult'> {
  /** In memory if left out. */
  readonly open?: OpenOutbox | undefined;
  /** A restored or shared entry that can never be stored. */
  readonly onRefused: (entry: OutboxEntry, error: MessagingError) => void;
}

/**
 * Durable publishes wait here for their stream: put → storage.append → Sender.add →
 * SubjectQueue.sendNext → the ack → #onResult → its promise, storage.remove. What an earlier
 * process left is sent first. Of tabs that share a storage one sends.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #sender: Sender;
  readonly #storage: StorageHandle;
  readonly #listeners = createListeners<[]>(() => {});
  /** As a sender all that is stored, as a writer its own. */
  readonly #publishes = new PendingPublishes();
  #role: 'writer' | 'sender' = 'writer';
  #tabs: TabCoordinator | null = null;
  #isWriting = false;
  /** Tasks on storage and queue run one at a time. */
  #lastTask: Promise<unknown> = Promise.resolve();
  /** A planned look at what other tabs appended. */
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
    const shared = this.#role === 'writer' ? this.#tabs?.counts : null;
    const queued = Math.max(own.queued, shared?.queued ?? 0);
    this.#state = { ...own, ...shared, queued, ...this.#storage.health };
    return this.#state;
  }

  onChange(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  /** Opens the storage to send what is in it; `getState` shows a failure. */
  start(): void {
    this.#inTurn(() => this.#prepare()).catch(() => {});
  }

  /**
   * Resolves 'stored' when a stream has it; without JetStream 'queued' (sent live and kept until
   * there is a stream) or 'sent' (not kept). Rejects when it can't be kept ('storage') or never be
   * stored.
   */
  put(entry: OutboxEntry): Promise<DurableOutcome> {
    return new Promise((resolve, reject) => {
      if (this.#isClosed) throw closedError();
      if (this.#needsNoQueue(entry)) {
        this.#options.sendLive(entry);
        resolve('sent');
        return;
      }
      this.#publishes.admit(new PendingPublish(entry, 0, { resolve, reject }));
      this.#changed();
      void this.#write();
    });
  }

  /** A new connection: starts over with what has not been acknowledged. */
  resume(jetstream: boolean): void {
    this.#sender.open(jetstream ? 'stream' : 'live-only');
    this.#tabs?.setConnected(true);
    this.start();
    this.#changed();
  }

  pause(): void {
    this.#sender.pause();
    this.#tabs?.setConnected(false);
    this.#changed();
  }

  /** Resolves when nothing is left that could be sent now. */
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

  /** A persistent storage keeps what is in it; everything else is rejected. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#sender.pause();
    let stopTimer = () => {};
    const late = new Promise<void>((resolve) => {
      stopTimer = this.#options.clock.after(CLOSE_WAIT_MS, resolve);
    });
    await Promise.race([this.#lastTask, late]);
    this.#sender.clear();
    const isKept = this.#storage.health.storage === 'persistent';
    for (const publish of this.#publishes.written) {
      publish.settle(isKept ? { kind: 'queued' } : { kind: 'refused', error: closedError() });
      this.#publishes.forget(publish);
    }
    this.#publishes.refuse(this.#publishes.size, closedError());
    this.#changed();
    await Promise.race([this.#storage.flush(), late]);
    this.#tabs?.close();
    await Promise.race([this.#storage.close(), late]);
    stopTimer();
  }

  #needsNoQueue(entry: OutboxEntry): boolean {
    if (this.#sender.route !== 'live-only' || this.#options.waitsForStream(entry)) return false;
    return this.#publishes.unwritten.length === 0;
  }

  /** Everything that waits at once: slow storages write less often. */
  async #write(): Promise<void> {
    if (this.#isWriting) return;
    this.#isWriting = true;
    while (this.#publishes.unwritten.length > 0) await this.#inTurn(() => this.#writeBatch());
    this.#isWriting = false;
  }

  async #writeBatch(): Promise<void> {
    const entries = this.#publishes.unwritten.map(({ entry }) => entry);
    const keys = await this.#append(entries).catch((error: MessagingError) => {
      this.#publishes.refuse(entries.length, error);
      return [];
    });
    const written = this.#publishes.markWritten(keys);
    if (this.#role === 'sender') for (const publish of written) this.#sender.add(publish);
    else if (written.length > 0) this.#tabs?.announceAdded();
    this.#changed();
  }

  async #append(entries: readonly OutboxEntry[]): Promise<readonly number[]> {
    await this.#prepare();
    return this.#storage.append(entries);
  }

  /** Opens the storage and, as the sender, takes over what is in it. */
  async #prepare(): Promise<void> {
    const { tabs } = await this.#storage.backend();
    if (this.#isClosed) return;
    if (tabs && !this.#tabs) this.#join(tabs);
    const isToSend = tabs?.isElected ?? true;
    if (isToSend && this.#role === 'writer') await this.#takeOver();
  }

  #join(tabs: TabCoordinator): void {
    this.#tabs = tabs;
    tabs.join({
      clock: this.#options.clock,
      counts: () => this.#counts(),
      onElected: () => this.start(),
      onDismissed: () => this.#inTurn(() => this.#stepDown()),
      onAdded: () => (this.#nextLook ??= this.#inTurn(() => this.#takeAdded(tabs)).catch(() => {})),
      onResult: (key, result) => this.#onSharedResult(key, result),
      onCounts: () => this.#changed(),
    });
    tabs.setConnected(this.#sender.route !== 'none');
  }

  async #takeOver(): Promise<void> {
    const stored = await this.#storage.load();
    this.#role = 'sender';
    const own = new Map(this.#publishes.written.map((publish) => [publish.key, publish]));
    for (const publish of own.values()) this.#publishes.forget(publish);
    const all = stored.map((entry) => own.get(entry.key) ?? new PendingPublish(entry, entry.key));
    for (const publish of all) {
      this.#publishes.restore(publish);
      own.delete(publish.key);
    }
    // The last sender removed them, but ended before it announced it.
    for (const publish of own.values()) publish.settle({ kind: 'stored' });
    this.#sender.restore(all);
    this.#changed();
  }

  async #takeAdded(tabs: TabCoordinator): Promise<void> {
    this.#nextLook = null;
    if (this.#role === 'writer' || this.#isClosed) return;
    for (const entry of await tabs.loadAdded()) {
      const publish = new PendingPublish(entry, entry.key);
      this.#publishes.restore(publish);
      this.#sender.add(publish);
    }
    this.#changed();
  }

  async #stepDown(): Promise<void> {
    this.#role = 'writer';
    this.#sender.clear();
    for (const publish of this.#publishes.written) {
      if (!publish.isAwaited) this.#publishes.forget(publish);
    }
    this.#changed();
    await this.#storage.flush();
  }

  #onResult(publish: PendingPublish, result: PublishResult): void {
    const wasAwaited = publish.settle(result);
    // Before the removal: what is gone without a result counts as stored.
    this.#tabs?.announceResult(publish.key, result);
    if (result.kind !== 'queued') {
      if (result.kind === 'refused' && !wasAwaited) {
        this.#options.onRefused(publish.entry, result.error);
      }
      this.#publishes.forget(publish);
      this.#storage.remove(publish.key);
    }
    this.#changed();
  }

  /** From here on the sender counts this tab's entry. */
  #onSharedResult(key: number, result: PublishResult): void {
    const publish = this.#publishes.get(key);
    if (!publish || this.#role === 'sender') return;
    publish.settle(result);
    this.#publishes.forget(publish);
    this.#changed();
  }

  #inTurn<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#lastTask.then(task);
    this.#lastTask = result.catch(() => {});
    return result;
  }

  #counts(): OutboxCounts {
    return {
      queued: this.#publishes.size,
      oldestAt: this.#publishes.oldestAt,
      parked: this.#sender.parked,
      degraded: this.#sender.route === 'live-only',
    };
  }

  #isDrained(): boolean {
    const { size, unwritten } = this.#publishes;
    return this.#role === 'writer' ? unwritten.length === 0 : size <= this.#sender.parked;
  }

  #changed(): void {
    this.#state = null;
    this.#tabs?.announceCounts();
    this.#listeners.notify();
  }
}

const closedError = () =>
  new MessagingError('closed', 'The client was closed before this was sent.');
