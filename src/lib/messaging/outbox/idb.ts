import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import { MessagingError } from '../errors.ts';
import type { OutboxEntry, StoredEntry } from './pendingPublish.ts';
import type { OpenOutbox, OutboxStorage } from './storage.ts';
import { type TabChannel, TabCoordinator, type TabLocks } from './tabCoordinator.ts';

const DATABASE = 'slate-outbox';
const TAB_KEY = 'slate-outbox-tab';
/** With the version of the notes: other versions must not read them. */
const CHANNEL = 'slate-outbox-2';

interface Row extends OutboxEntry {
  readonly key?: number;
  readonly outbox: string;
  readonly page?: string;
}

interface Schema extends DBSchema {
  entries: { key: number; value: Row; indexes: { outbox: string } };
}

/** What is used of the browser. */
export interface BrowserParts {
  /** Undefined without a secure context. */
  readonly locks: TabLocks | undefined;
  readonly openChannel: (name: string) => TabChannel;
  /** The same after a reload; used where tabs can't share. */
  readonly tabId: () => string;
}

/**
 * Keeps an outbox in IndexedDB, through reloads and crashes. Tabs with the same name share it and
 * one of them sends; without Web Locks each tab has its own.
 * @param name identifies the outbox, such as server and user
 */
export function openIndexedDbOutbox(
  name: string,
  parts: BrowserParts = browserParts(),
): OpenOutbox {
  return async () => {
    const { locks, openChannel, tabId } = parts;
    const storage = new IndexedDbStorage(locks ? name : `${name} ${tabId()}`);
    await storage.open();
    if (!locks) {
      const notice = 'This browser has no Web Locks: each tab keeps its own unsent changes.';
      return { storage, notice };
    }
    const tabs = new TabCoordinator({
      name: `${CHANNEL} ${name}`,
      locks,
      openChannel,
      loadAdded: () => storage.loadAdded(),
    });
    return { storage, tabs };
  };
}

function browserParts(): BrowserParts {
  return {
    // Typed as always there, which it is not in an insecure context.
    locks: (navigator as Partial<Navigator>).locks,
    openChannel: (name) => new BroadcastChannel(name),
    tabId() {
      const id = sessionStorage.getItem(TAB_KEY) ?? randomId();
      sessionStorage.setItem(TAB_KEY, id);
      return id;
    },
  };
}

const randomId = () => Math.random().toString(36).slice(2);

class IndexedDbStorage implements OutboxStorage {
  readonly persistent = true;
  readonly #outbox: string;
  readonly #page = randomId();
  #database: Promise<IDBPDatabase<Schema>> | null = null;
  #readUpTo = 0;

  constructor(outbox: string) {
    this.#outbox = outbox;
  }

  async open(): Promise<void> {
    await this.#attempt(async () => {});
  }

  load(): Promise<readonly StoredEntry[]> {
    return this.#attempt(async (database) => {
      const rows = await database.getAllFromIndex('entries', 'outbox', this.#outbox);
      return this.#toEntries(rows);
    });
  }

  /** What other pages appended since `load` or the last call. */
  loadAdded(): Promise<readonly StoredEntry[]> {
    return this.#attempt(async (database) => {
      const rows = await database.getAll('entries', IDBKeyRange.lowerBound(this.#readUpTo, true));
      const entries = this.#toEntries(rows);
      const own = new Set(rows.flatMap(({ page, key }) => (page === this.#page ? [key] : [])));
      return entries.filter(({ key }) => !own.has(key));
    });
  }

  append(entries: readonly OutboxEntry[]): Promise<readonly number[]> {
    return this.#write(entries, (store, entry) =>
      store.add({ ...entry, outbox: this.#outbox, page: this.#page }),
    );
  }

  async remove(keys: readonly number[]): Promise<void> {
    await this.#write(keys, (store, key) => store.delete(key));
  }

  async close(): Promise<void> {
    const database = await this.#database?.catch(() => null);
    database?.close();
  }

  #toEntries(rows: readonly Row[]): StoredEntry[] {
    this.#readUpTo = rows.at(-1)?.key ?? this.#readUpTo;
    const own = rows.filter(({ outbox }) => outbox === this.#outbox);
    return own.map(({ outbox: _, page: __, key = 0, ...entry }) => ({ ...entry, key }));
  }

  /** All take effect, or none. */
  #write<Item, T>(
    items: readonly Item[],
    request: (store: Store, item: Item) => Promise<T>,
  ): Promise<readonly T[]> {
    return this.#attempt(async (database) => {
      const transaction = openTransaction(database);
      const { store, done } = transaction;
      const results: Promise<T>[] = [];
      try {
        for (const item of items) {
          const result = request(store, item);
          // The transaction's own error is the one that says why.
          result.catch(() => {});
          results.push(result);
        }
        await done;
        return await Promise.all(results);
      } catch (error) {
        done.catch(() => {});
        try {
          transaction.abort();
        } catch {
          // It has already ended.
        }
        throw error;
      }
    });
  }

  /** Opens the database if it is not open. */
  async #attempt<T>(action: (database: IDBPDatabase<Schema>) => Promise<T>): Promise<T> {
    const wasOpen = this.#database !== null;
    try {
      this.#database ??= openDatabase(() => {
        this.#database = null;
      });
      return await action(await this.#database);
    } catch (cause) {
      const name = cause instanceof Error ? cause.name : '';
      // A database that can't be opened, or was closed without an event.
      if (name !== 'QuotaExceededError') {
        this.#database = null;
        if (wasOpen) return this.#attempt(action);
      }
      throw new MessagingError('storage', describeFailure(name), { cause });
    }
  }
}

type Store = ReturnType<typeof openTransaction>['store'];

function openTransaction(database: IDBPDatabase<Schema>) {
  // Need not wait for the disk: only a loss of power could take it.
  return database.transaction('entries', 'readwrite', { durability: 'relaxed' });
}

/** Where the keys of the last new database began. */
let keysFrom = 0;

/** @param onClosed it was closed for a newer page or a deletion, or by the browser */
function openDatabase(onClosed: () => void): Promise<IDBPDatabase<Schema>> {
  return openDB<Schema>(DATABASE, 1, {
    upgrade(fresh) {
      const entries = fresh.createObjectStore('entries', { keyPath: 'key', autoIncrement: true });
      entries.createIndex('outbox', 'outbox');
      // Keys go on: entries of a deleted database may still be in memory.
      keysFrom = Math.max(Date.now(), keysFrom + 1);
      const key = keysFrom * 1_000;
      void entries.add({ key } as Row);
      void entries.delete(key);
    },
    blocking(_, __, event) {
      (event.target as IDBDatabase).close();
      onClosed();
    },
    terminated: onClosed,
  });
}

function describeFailure(name: string): string {
  switch (name) {
    case 'QuotaExceededError':
      return 'The browser’s storage for this page is full.';
    case 'VersionError':
      return 'A newer version of this page is open in another tab: reload this one.';
    default:
      return 'The browser lets this page store nothing, or has deleted what it stored.';
  }
}
