import { isMessagingError, MessagingError } from '../errors.ts';
import type { OutboxSharing } from './outboxSharing.ts';
import type { OutboxEntry, OutboxStorage, StoredEntry } from './outboxStorage.ts';

/** Where an outbox is kept, and with whom. */
export interface OutboxPlace {
  readonly storage: OutboxStorage;
  /** Left out, this client is the only one on the storage. */
  readonly sharing?: OutboxSharing;
  /** What the user of it should know, such as that tabs don't share it. */
  readonly notice?: string;
}

/** Opens the place; called again after it failed. @throws MessagingError 'storage' */
export type OpenOutbox = () => Promise<OutboxPlace>;

export interface OutboxHealth {
  /** 'persistent' outlives the process, 'memory' does not, 'failed' takes nothing now. */
  readonly storage: 'persistent' | 'memory' | 'failed';
  /** Why it failed, or what else to know; null for nothing. */
  readonly storageProblem: string | null;
}

/** The storage of one outbox, opened when it is needed, with its health. */
export class OutboxKeeper {
  readonly #open: OpenOutbox;
  readonly #onHealth: () => void;
  #place: Promise<OutboxPlace> | null = null;
  #health: OutboxHealth = { storage: 'memory', storageProblem: null };
  /** The health while nothing fails. */
  #whole: OutboxHealth = this.#health;
  #unremoved: number[] = [];
  #removing: Promise<void> | null = null;

  constructor(open: OpenOutbox, onHealth: () => void) {
    this.#open = open;
    this.#onHealth = onHealth;
  }

  get health(): OutboxHealth {
    return this.#health;
  }

  /** The opened place; after a failure the next call tries anew. */
  place(): Promise<OutboxPlace> {
    this.#place ??= this.#guard(this.#open()).then(
      (place) => {
        const { storage, notice = null } = place;
        const kind = storage.persistent ? 'persistent' : 'memory';
        this.#whole = { storage: kind, storageProblem: notice };
        this.#setHealth(this.#whole);
        return place;
      },
      (error: unknown) => {
        this.#place = null;
        throw error;
      },
    );
    return this.#place;
  }

  async load(): Promise<readonly StoredEntry[]> {
    const { storage } = await this.place();
    return this.#guard(storage.load());
  }

  /** @returns the keys, in the order of the entries. @throws MessagingError 'storage' */
  async append(entries: readonly OutboxEntry[]): Promise<readonly number[]> {
    const { storage } = await this.place();
    const keys = await this.#guard(storage.append(entries));
    this.#setHealth(this.#whole);
    return keys;
  }

  /** Soon; together with others. What can't be removed is tried again with the next. */
  remove(key: number): void {
    this.#unremoved.push(key);
    this.#removing ??= Promise.resolve().then(() => this.#removeAll());
  }

  /** Removes what is settled and ends the storage. Never rejects. */
  async close(): Promise<void> {
    const place = await this.#place?.catch(() => null);
    if (!place) return;
    await this.#removing;
    place.sharing?.close();
    await this.#guard(place.storage.close()).catch(() => {});
  }

  async #removeAll(): Promise<void> {
    let keys: number[] = [];
    try {
      const { storage } = await this.place();
      while (this.#unremoved.length > 0) {
        keys = this.#unremoved;
        this.#unremoved = [];
        // One after the other, so that a burst of acks becomes few writes.
        await this.#guard(storage.remove(keys));
      }
    } catch {
      // The health tells. At worst they are found in the stream when they are sent again.
      this.#unremoved = [...keys, ...this.#unremoved];
    }
    this.#removing = null;
  }

  async #guard<T>(action: Promise<T>): Promise<T> {
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
    if (
      health.storage === this.#health.storage &&
      health.storageProblem === this.#health.storageProblem
    ) {
      return;
    }
    this.#health = health;
    this.#onHealth();
  }
}
