import { MessagingError } from '../errors.ts';
import type { OutboxEntry, StoredEntry } from '../outbox/pendingPublish.ts';
import type { OutboxStorage, StorageBackend } from '../outbox/storage.ts';
import { type TabChannel, TabCoordinator } from '../outbox/tabCoordinator.ts';

/** A disk in memory that outlives its outboxes. */
export class FakeDisk {
  entries: StoredEntry[] = [];
  lastKey = 0;
  failure: Error | null = null;
  /** Called before each write takes effect; throwing here plays a crash. */
  onWrite: (what: 'append' | 'remove') => void | Promise<void> = () => {};

  open(): OutboxStorage & { loadAdded(): Promise<readonly StoredEntry[]> } {
    const own = new Set<number>();
    let readUpTo = 0;
    const load = async () => {
      readUpTo = this.lastKey;
      return [...this.entries];
    };
    return {
      persistent: true,
      load,
      loadAdded: async () => {
        const after = readUpTo;
        const all = await load();
        return all.filter(({ key }) => key > after && !own.has(key));
      },
      append: async (entries: readonly OutboxEntry[]) => {
        await this.onWrite('append');
        if (this.failure) throw this.failure;
        const stored = entries.map((entry) => ({ ...entry, key: ++this.lastKey }));
        for (const { key } of stored) own.add(key);
        this.entries.push(...stored);
        return stored.map(({ key }) => key);
      },
      remove: async (keys) => {
        await this.onWrite('remove');
        if (this.failure) throw this.failure;
        const gone = new Set(keys);
        this.entries = this.entries.filter(({ key }) => !gone.has(key));
      },
      close: async () => {},
    };
  }
}

export const diskFull = () => new MessagingError('storage', 'The disk is full.');

/** One browser: tabs on one disk, with one lock and one channel. */
export class FakeBrowser {
  readonly disk: FakeDisk;
  readonly locks = new FakeLocks();
  readonly channels = new FakeChannels();

  constructor(disk: FakeDisk) {
    this.disk = disk;
  }

  /** A tab's backend; closing `tabs` plays the death of the tab. */
  openTab(): Required<Omit<StorageBackend, 'notice'>> {
    const storage = this.disk.open();
    const { locks, channels } = this;
    const loadAdded = () => storage.loadAdded();
    const tabs = new TabCoordinator({ name: 'o', locks, openChannel: channels.open, loadAdded });
    return { storage, tabs };
  }
}

/** One holder for each name, the others in line. */
export class FakeLocks {
  readonly #lines = new Map<string, (() => void)[]>();

  request = (
    name: string,
    { signal }: { readonly signal: AbortSignal },
    held: () => Promise<void>,
  ): Promise<unknown> =>
    new Promise<void>((resolve, reject) => {
      const line = this.#lines.get(name) ?? [];
      this.#lines.set(name, line);
      const leave = () => {
        const index = line.indexOf(hold);
        if (index < 0) return;
        line.splice(index, 1);
        if (index === 0) line[0]?.();
      };
      const hold = () => {
        void held().then(() => {
          leave();
          resolve();
        });
      };
      signal.addEventListener('abort', () => {
        if (line[0] === hold) return;
        leave();
        reject(new Error('aborted'));
      });
      line.push(hold);
      // As in a browser, never at once.
      if (line.length === 1) queueMicrotask(() => line[0] === hold && hold());
    });
}

/** A note reaches everyone but its sender, a moment later. */
export class FakeChannels {
  readonly #open = new Set<{ name: string; hear: (data: unknown) => void }>();

  open = (name: string): TabChannel => {
    let listener: (event: { readonly data: unknown }) => void = () => {};
    const self = { name, hear: (data: unknown) => listener({ data }) };
    this.#open.add(self);
    return {
      postMessage: (note) => {
        const data: unknown = structuredClone(note);
        for (const other of this.#open) {
          if (other === self || other.name !== name) continue;
          queueMicrotask(() => this.#open.has(other) && other.hear(data));
        }
      },
      addEventListener: (_, heard) => {
        listener = heard;
      },
      close: () => this.#open.delete(self),
    };
  };
}
