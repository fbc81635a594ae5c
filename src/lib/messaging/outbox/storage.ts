import { isMessagingError, MessagingError } from '../errors.ts';
import type { OutboxEntry, StoredEntry } from './pendingPublish.ts';
import type { TabCoordinator } from './tabCoordinator.ts';

/**
 * What no stream has yet. Calls may overlap; each takes effect whole or not at all, in order. All
 * reject with MessagingError 'storage'.
 */
export interface OutboxStorage {
  /** True if it outlives the process. */
  readonly persistent: boolean;
  /** Oldest first. */
  load(): Promise<readonly StoredEntry[]>;
  /** @returns the keys, in order */
  append(entries: readonly OutboxEntry[]): Promise<readonly number[]>;
  remove(keys: readonly number[]): Promise<void>;
  /** Ends it, after all calls before. */
  close(): Promise<void>;
}

/** A storage, and its other users. */
export interface StorageBackend {
  readonly storage: OutboxStorage;
  /** Left out: no other client uses the storage. */
  readonly tabs?: TabCoordinator;
  /** A note for people, such as that tabs don't share it. */
  readonly notice?: string;
}

/** Opens the backend; called again after it failed. @throws MessagingError 'storage' */
export type OpenOutbox = () => Promise<StorageBackend>;

export function memoryStorage(): OutboxStorage {
  let lastKey = 0;
  return {
    persistent: false,
    load: async () => [],
    append: async (entries) => entries.map(() => ++lastKey),
    remove: async () => {},
    close: async () => {},
  };
}

/** What is queued, over all clients of a storage. */
export interface OutboxCounts {
  /** Entries without an ack. */
  readonly queued: number;
  /** When the oldest was published. */
  readonly oldestAt: number | null;
  /** Waiting for a server with JetStream. */
  readonly parked: number;
  /** The server stores nothing now: events go live, and those of state are kept. */
  readonly degraded: boolean;
}

export interface OutboxHealth {
  /** 'persistent' outlives the process, 'failed' takes nothing now. */
  readonly storage: 'persistent' | 'memory' | 'failed';
  /** Why it failed, or another note. */
  readonly storageProblem: string | null;
}

export class StorageHandle {
  readonly #open: OpenOutbox;
  readonly #onHealth: () => void;
  #backend: Promise<StorageBackend> | null = null;
  #health: OutboxHealth = { storage: 'memory', storageProblem: null };
  /** The health without a failure. */
  #goodHealth: OutboxHealth = this.#health;
  #toRemove: number[] = [];
  #removing: Promise<void> | null = null;

  constructor(open: OpenOutbox, onHealth: () => void) {
    this.#open = open;
    this.#onHealth = onHealth;
  }

  get health(): OutboxHealth {
    return this.#health;
  }

  /** After a failure the next call tries again. */
  backend(): Promise<StorageBackend> {
    this.#backend ??= this.#attempt(this.#open()).then(
      (backend) => {
        const { storage, notice = null } = backend;
        const kind = storage.persistent ? 'persistent' : 'memory';
        this.#goodHealth = { storage: kind, storageProblem: notice };
        this.#setHealth(this.#goodHealth);
        return backend;
      },
      (error: unknown) => {
        this.#backend = null;
        throw error;
      },
    );
    return this.#backend;
  }

  async load(): Promise<readonly StoredEntry[]> {
    const { storage } = await this.backend();
    return this.#attempt(storage.load());
  }

  /** @throws MessagingError 'storage' */
  async append(entries: readonly OutboxEntry[]): Promise<readonly number[]> {
    const { storage } = await this.backend();
    const keys = await this.#attempt(storage.append(entries));
    this.#setHealth(this.#goodHealth);
    return keys;
  }

  /** Batched; a failed removal is tried again with the next. */
  remove(key: number): void {
    this.#toRemove.push(key);
    this.#removing ??= Promise.resolve().then(() => this.#removeAll());
  }

  /** Resolves when pending removals have been tried. */
  async flush(): Promise<void> {
    await this.#removing;
  }

  /** Never rejects. */
  async close(): Promise<void> {
    const backend = await this.#backend?.catch(() => null);
    await backend?.storage.close().catch(() => {});
  }

  async #removeAll(): Promise<void> {
    let keys: number[] = [];
    try {
      const { storage } = await this.backend();
      while (this.#toRemove.length > 0) {
        keys = this.#toRemove.splice(0);
        // One after the other, so that a burst of acks becomes few writes.
        await this.#attempt(storage.remove(keys));
        this.#setHealth(this.#goodHealth);
      }
    } catch {
      // At worst they are sent again and found to be stored.
      this.#toRemove.unshift(...keys);
    }
    this.#removing = null;
  }

  async #attempt<T>(action: Promise<T>): Promise<T> {
    try {
      return await action;
    } catch (cause) {
      const error = isMessagingError(cause, 'storage')
        ? cause
        : new MessagingError('storage', 'The outbox can’t be kept.', { cause });
      this.#setHealth({ storage: 'failed', storageProblem: error.message });
      throw error;
    }
  }

  #setHealth(health: OutboxHealth): void {
    const { storage, storageProblem } = this.#health;
    if (health.storage === storage && health.storageProblem === storageProblem) return;
    this.#health = health;
    this.#onHealth();
  }
}
