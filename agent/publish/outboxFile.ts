import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  MessagingError,
  type OutboxEntry,
  type OutboxStorage,
  type StoredEntry,
} from '../../src/lib/messaging/index.ts';
import { messageOf, type Say } from '../log.ts';
import { encodeEntry, encodeRemoval, readOutboxLines } from './outboxLines.ts';

/** An empty outbox leaves a file of this size at most. */
const KEPT_WHEN_EMPTY_BYTES = 64 * 1024;
/** The file is written anew when more than this, and more than half of it, is of no use. */
const COMPACT_ABOVE_BYTES = 4 * 1024 * 1024;

/**
 * Keeps an outbox in one append-only file. What `append` has confirmed survives the end of this
 * process at any moment, kill -9 included. It is not synced to the disk line by line: if the whole
 * machine loses power, the last seconds may be missing, but what is left is read all the same.
 * One process at a time.
 */
export async function openOutboxFile(path: string, say: Say): Promise<OutboxStorage> {
  const file = await attempt('opened', () => OutboxFile.open(path, say));
  return {
    persistent: true,
    load: () => file.load(),
    append: (entries) => file.append(entries),
    remove: (keys) => file.remove(keys),
    close: () => file.close(),
  };
}

class OutboxFile {
  readonly #path: string;
  #handle: FileHandle;
  /** Entries that are not removed, with the bytes that their lines take. */
  readonly #live: Map<number, { readonly entry: StoredEntry; readonly bytes: number }>;
  #liveBytes = 0;
  /** Where the next line goes; what lies behind is left of a write that failed. */
  #end: number;
  #lastKey: number;
  #isClean = true;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(path: string, handle: FileHandle, text: Buffer, say: Say) {
    this.#path = path;
    this.#handle = handle;
    const { entries, lastKey, damaged, end } = readOutboxLines(text);
    if (damaged > 0) say(`${path} has ${damaged} damaged lines, which were left out`);
    this.#end = end;
    this.#isClean = end === text.length;
    this.#lastKey = lastKey;
    this.#live = new Map(entries.map((line) => [line.entry.key, line]));
    for (const { bytes } of entries) this.#liveBytes += bytes;
  }

  static async open(path: string, say: Say): Promise<OutboxFile> {
    await mkdir(dirname(path), { recursive: true });
    const handle = await open(path, constants.O_RDWR | constants.O_CREAT, 0o600);
    return new OutboxFile(path, handle, await handle.readFile(), say);
  }

  load(): Promise<readonly StoredEntry[]> {
    return this.#inTurn('read', async () => [...this.#live.values()].map(({ entry }) => entry));
  }

  append(entries: readonly OutboxEntry[]): Promise<readonly number[]> {
    return this.#inTurn('written', async () => {
      const stored = entries.map((entry, index) => ({ ...entry, key: this.#lastKey + 1 + index }));
      const lines = stored.map(encodeEntry);
      await this.#write(Buffer.concat(lines));
      this.#lastKey += entries.length;
      for (const [index, entry] of stored.entries()) {
        const bytes = lines[index]?.length ?? 0;
        this.#live.set(entry.key, { entry, bytes });
        this.#liveBytes += bytes;
      }
      return stored.map(({ key }) => key);
    });
  }

  remove(keys: readonly number[]): Promise<void> {
    return this.#inTurn('written', async () => {
      for (const key of keys) {
        this.#liveBytes -= this.#live.get(key)?.bytes ?? 0;
        this.#live.delete(key);
      }
      if (this.#live.size === 0 && this.#end > KEPT_WHEN_EMPTY_BYTES) {
        await this.#handle.truncate(0);
        this.#end = 0;
        return;
      }
      const useless = this.#end - this.#liveBytes;
      if (useless > COMPACT_ABOVE_BYTES && useless > this.#end / 2) await this.#compact();
      else await this.#write(encodeRemoval(keys));
    });
  }

  close(): Promise<void> {
    return this.#inTurn('closed', () => this.#handle.close());
  }

  /** All of it, or nothing: what a full disk took of it is cut off again. */
  async #write(bytes: Uint8Array): Promise<void> {
    if (!this.#isClean) await this.#handle.truncate(this.#end);
    this.#isClean = false;
    try {
      let written = 0;
      while (written < bytes.length) {
        const left = bytes.length - written;
        const at = this.#end + written;
        const { bytesWritten } = await this.#handle.write(bytes, written, left, at);
        written += bytesWritten;
      }
    } catch (error) {
      // At once, since a refused entry must not come back in the next life.
      await this.#handle.truncate(this.#end).catch(() => {});
      throw error;
    }
    this.#end += bytes.length;
    this.#isClean = true;
  }

  /** Only what is still needed, in a new file that takes the old one's place. */
  async #compact(): Promise<void> {
    const draft = `${this.#path}.tmp`;
    const bytes = Buffer.concat([...this.#live.values()].map(({ entry }) => encodeEntry(entry)));
    const handle = await open(draft, 'w+', 0o600);
    try {
      await handle.writeFile(bytes);
      // Otherwise a loss of power could leave an empty file where a full one was.
      await handle.datasync();
      await rename(draft, this.#path);
    } catch (error) {
      await handle.close();
      throw error;
    }
    const old = this.#handle;
    this.#handle = handle;
    this.#end = bytes.length;
    this.#isClean = true;
    await old.close();
  }

  #inTurn<T>(what: string, task: () => Promise<T>): Promise<T> {
    const result = this.#last.then(() => attempt(what, task));
    this.#last = result.catch(() => {});
    return result;
  }
}

async function attempt<T>(what: string, task: () => Promise<T>): Promise<T> {
  try {
    return await task();
  } catch (cause) {
    const full = cause instanceof Error && 'code' in cause && cause.code === 'ENOSPC';
    const why = full ? 'the disk is full' : messageOf(cause);
    throw new MessagingError('storage', `The outbox file could not be ${what}: ${why}.`, { cause });
  }
}
