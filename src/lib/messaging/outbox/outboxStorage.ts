/** A durable publish on its way to one subject. */
export interface OutboxEntry {
  readonly subject: string;
  readonly body: Uint8Array;
  /** `<event id>:<subject>`; the server drops a repeat within its duplicate window. */
  readonly messageId: string;
  /** The stream that keeps the subject. */
  readonly stream: string;
  /** Milliseconds since the epoch. */
  readonly queuedAt: number;
}

/** An entry with its place in the storage: later entries have higher keys. */
export interface StoredEntry extends OutboxEntry {
  readonly key: number;
}

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

/** For where nothing better is: entries end with the process. The outbox itself remembers them. */
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
