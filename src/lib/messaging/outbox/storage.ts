import { isMessagingError, MessagingError } from '../errors.ts';
import type { OutboxEntry, StoredEntry } from './pendingPublish.ts';
import type { TabCoordinator } from './tabCoordinator.ts';

/**
 * Where an outbox keeps what no stream has yet. Calls may overlap; each takes effect whole or not
 * at all, in the order of the calls. All reject with MessagingError 'storage'.
 */
export interface OutboxStorage {
  /** True if what is appended outlives the process. */
  readonly persistent: boolean;
  /** All that was appended and not removed, oldest first. */
  load(): Promise<readonly StoredEntry[]>;
  /** @returns the keys, in the order of the entries */
  append(entries: readonly OutboxEntry[]): Promise<readonly number[]>;
  remove(keys: readonly number[]): Promise<void>;
  /** Ends it, after all calls before. */
  close(): Promise<void>;
}

/** A storage, and who else uses it. */
export interface StorageBackend {
  readonly storage: OutboxStorage;
  /** Left out, this client alone uses the storage. */
  readonly tabs?: TabCoordinator;
  /** What people should know about it, such as that tabs don't share it. */
  readonly notice?: string;
}

/** Opens the backend; called again after it failed. @throws MessagingError 'storage' */
export type OpenOutbox = () => Promise<StorageBackend>;

/** Keeps nothing: the outbox itself remembers its entries, and they end with the process. */
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

/** What is queued, over all clients that share a storage. */
export interface OutboxCounts {
  /** Entries that no stream has acknowledged yet. */
  readonly queued: number;
  /** When the oldest of them was published, milliseconds since the epoch; null if there is none. */
  readonly oldestAt: number | null;
  /** How many of them only wait for a server with JetStream. */
  readonly parked: number;
  /** The server stores nothing now: events are sent live, and those of state are kept here. */
  readonly degraded: boolean;
}

export interface OutboxHealth {
  /** 'persistent' outlives the process, 'memory' does not, 'failed' takes nothing now. */
  readonly storage: 'persistent' | 'memory' | 'failed';
  /** Why it failed, or what else to know; null for nothing. */
  readonly storageProblem: string | null;
}

/** The storage of one outbox: opened on demand, with batched removals and its health. */
export class StorageHandle {
  readonly #open: OpenOutbox;
  readonly #onHealth: () => void;
  #backend: Promise<StorageBackend> | null = null;
  #health: OutboxHealth = { storage: 'memory', storageProblem: null };
  /** The health while nothing fails. */
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

  /** The opened backend; after a failure the next call tries again. */
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

  /** @returns the keys, in the order of the entries. @throws MessagingError 'storage' */
  async append(entries: readonly OutboxEntry[]): Promise<readonly number[]> {
    const { storage } = await this.backend();
    const keys = await this.#attempt(storage.append(entries));
    this.#setHealth(this.#goodHealth);
    return keys;
  }

  /** Soon, together with others. What can't be removed is tried again with the next. */
  remove(key: number): void {
    this.#toRemove.push(key);
    this.#removing ??= Promise.resolve().then(() => this.#removeAll());
  }

  /** Resolves when the removals that were asked for have been tried. */
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
