import { type DBSchema, openDB } from 'idb';
import { MessagingError } from '../errors.ts';
import type { OpenOutbox } from './outboxKeeper.ts';
import { type LockSharingOptions, type OutboxChannel, shareByLocks } from './outboxSharing.ts';
import type { OutboxEntry, OutboxStorage } from './outboxStorage.ts';

const DATABASE = 'slate-outbox';
const TAB_KEY = 'slate-outbox-tab';
/** Pages of another version of this protocol must not hear each other. */
const CHANNEL = 'slate-outbox-1';

interface Schema extends DBSchema {
  entries: {
    key: number;
    value: OutboxEntry & { readonly key?: number; readonly outbox: string };
    indexes: { outbox: string };
  };
}

/** What of the browser is used; tests bring their own. */
export interface BrowserParts {
  /** Undefined where Web Locks are missing: on pages without TLS that are not on this machine. */
  readonly locks: LockSharingOptions['locks'] | undefined;
  readonly openChannel: (name: string) => OutboxChannel;
  /** Names this tab, over reloads too; used where tabs can't share. */
  readonly tabId: () => string;
}

/**
 * Keeps an outbox in IndexedDB: it outlives reloads, closed tabs and crashes of the browser. All
 * tabs with the same name share it, and one of them sends. Where there are no Web Locks each tab
 * has its own, and what a tab leaves behind waits for that tab's return.
 * @param name tells outboxes apart, such as server and user
 */
export function openIndexedDbOutbox(
  name: string,
  parts: BrowserParts = browserParts(),
): OpenOutbox {
  return async () => {
    const { locks, openChannel, tabId } = parts;
    const outbox = locks ? name : `${name} ${tabId()}`;
    const storage = await openStorage(outbox);
    if (!locks) {
      const notice = 'This browser has no Web Locks: each tab keeps its own unsent changes.';
      return { storage, notice };
    }
    const sharing = shareByLocks({ name: `${CHANNEL} ${name}`, locks, openChannel });
    return { storage, sharing };
  };
}

function browserParts(): BrowserParts {
  return {
    // Typed as always there, which it is not in an insecure context.
    locks: (navigator as Partial<Navigator>).locks,
    openChannel: (name) => new BroadcastChannel(name),
    tabId() {
      const id = sessionStorage.getItem(TAB_KEY) ?? Math.random().toString(36).slice(2);
      sessionStorage.setItem(TAB_KEY, id);
      return id;
    },
  };
}

async function openStorage(outbox: string): Promise<OutboxStorage> {
  const database = await attempt(() =>
    openDB<Schema>(DATABASE, 1, {
      upgrade(fresh) {
        const entries = fresh.createObjectStore('entries', { keyPath: 'key', autoIncrement: true });
        entries.createIndex('outbox', 'outbox');
      },
      // A newer page wants another version. Writing fails from here on, and says so.
      blocking: (_, __, event) => (event.target as IDBDatabase).close(),
    }),
  );
  const openTransaction = () =>
    // The browser need not wait for the disk: only a loss of power could take what is written.
    database.transaction('entries', 'readwrite', { durability: 'relaxed' });
  type Store = ReturnType<typeof openTransaction>['store'];
  /** One request for each item; all take effect, or none does. */
  const write = <Item, T>(items: readonly Item[], ask: (store: Store, item: Item) => Promise<T>) =>
    attempt(async () => {
      const transaction = openTransaction();
      const { store, done } = transaction;
      const results: Promise<T>[] = [];
      try {
        for (const item of items) {
          const result = ask(store, item);
          // The transaction says why it failed; the requests in it only say that it did.
          result.catch(() => {});
          results.push(result);
        }
        await done;
        return await Promise.all(results);
      } catch (error) {
        done.catch(() => {});
        abort(transaction);
        throw error;
      }
    });
  return {
    persistent: true,
    load: () =>
      attempt(async () => {
        const rows = await database.getAllFromIndex('entries', 'outbox', outbox);
        return rows.map(({ outbox: _, key = 0, ...entry }) => ({ ...entry, key }));
      }),
    append: (entries) => write(entries, (store, entry) => store.add({ ...entry, outbox })),
    remove: async (keys) => void (await write(keys, (store, key) => store.delete(key))),
    close: async () => database.close(),
  };
}

function abort(transaction: { abort(): void }): void {
  try {
    transaction.abort();
  } catch {
    // It has ended already.
  }
}

async function attempt<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    const full = cause instanceof Error && cause.name === 'QuotaExceededError';
    const message = full
      ? 'The browser’s storage for this page is full.'
      : 'The browser lets this page store nothing, or has deleted what it stored.';
    throw new MessagingError('storage', message, { cause });
  }
}
