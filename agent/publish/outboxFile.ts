import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as z from 'zod/mini';
import {
  MessagingError,
  type OutboxEntry,
  type OutboxStorage,
  parseJson,
  type StoredEntry,
} from '../../src/lib/messaging/index.ts';
import { messageOf, type Say } from '../log.ts';

/** An empty outbox leaves a file of this size at most. */
const KEPT_WHEN_EMPTY_BYTES = 64 * 1024;
/** The file is compacted when more than this, and more than half of it, is obsolete. */
const COMPACT_ABOVE_BYTES = 4 * 1024 * 1024;
const NEWLINE = 10;

const entryLine = z.object({
  key: z.number(),
  queuedAt: z.number(),
  stream: z.string(),
  subject: z.string(),
  messageId: z.string(),
  body: z.string(),
});
const removalLine = z.object({ removed: z.array(z.number()) });
const line = z.union([entryLine, removalLine]);

/**
 * Keeps an outbox in one append-only file, used by one process at a time. What `append` has
 * confirmed survives the end of the process at any moment, kill -9 included. It is not synced line
 * by line: a loss of power may take the last seconds, and what is left is still read.
 * @throws MessagingError 'storage'
 */
export function openOutboxFile(path: string, say: Say): Promise<OutboxStorage> {
  return attempt('opened', async () => {
    await mkdir(dirname(path), { recursive: true });
    const handle = await open(path, constants.O_RDWR | constants.O_CREAT, 0o600);
    const content = await handle.readFile();
    const lines = readOutboxLines(content);
    if (lines.damaged > 0) say(`${path}: ${lines.damaged} damaged lines were skipped`);
    return new OutboxFile(path, handle, lines, content.length);
  });
}

class OutboxFile implements OutboxStorage {
  readonly persistent = true;
  readonly #path: string;
  #handle: FileHandle;
  readonly #live: Map<number, LiveEntry>;
  #liveBytes = 0;
  /** Where the next line goes; anything behind it is left of a write that failed. */
  #end: number;
  #lastKey: number;
  #isClean: boolean;
  #last: Promise<unknown> = Promise.resolve();

  constructor(path: string, handle: FileHandle, lines: OutboxLines, size: number) {
    this.#path = path;
    this.#handle = handle;
    this.#live = new Map(lines.entries.map((live) => [live.entry.key, live]));
    for (const { bytes } of lines.entries) this.#liveBytes += bytes;
    this.#lastKey = lines.lastKey;
    this.#end = lines.end;
    this.#isClean = lines.end === size;
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
      const obsolete = this.#end - this.#liveBytes;
      if (obsolete > COMPACT_ABOVE_BYTES && obsolete > this.#end / 2) await this.#compact();
      else await this.#write(encodeRemoval(keys));
    });
  }

  close(): Promise<void> {
    return this.#inTurn('closed', () => this.#handle.close());
  }

  /** Writes all of it or nothing: what a full disk took of it is cut off again. */
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
      // At once: an entry that was refused must not be sent by the next process.
      await this.#handle.truncate(this.#end).catch(() => {});
      throw error;
    }
    this.#end += bytes.length;
    this.#isClean = true;
  }

  /** Replaces the file by one that has only the live entries. */
  async #compact(): Promise<void> {
    const draft = `${this.#path}.tmp`;
    const bytes = Buffer.concat([...this.#live.values()].map(({ entry }) => encodeEntry(entry)));
    const handle = await open(draft, 'w+', 0o600);
    try {
      await handle.writeFile(bytes);
      // Otherwise a loss of power could leave an empty file in place of a full one.
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

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Bodies are JSON, so a line keeps them as text. */
function encodeEntry({ body, ...entry }: StoredEntry): Uint8Array {
  return encoder.encode(`${JSON.stringify({ ...entry, body: decoder.decode(body) })}\n`);
}

function encodeRemoval(keys: readonly number[]): Uint8Array {
  return encoder.encode(`${JSON.stringify({ removed: keys })}\n`);
}

/** An entry that was not removed, and the bytes of its line. */
interface LiveEntry {
  readonly entry: StoredEntry;
  readonly bytes: number;
}

export interface OutboxLines {
  /** Oldest first. */
  readonly entries: readonly LiveEntry[];
  readonly lastKey: number;
  /** How many whole lines could not be read. */
  readonly damaged: number;
  /** Where the last whole line ends; what follows was torn by a crash. */
  readonly end: number;
}

/** Reads an outbox file, whatever is in it. */
export function readOutboxLines(file: Uint8Array): OutboxLines {
  const live = new Map<number, LiveEntry>();
  let lastKey = 0;
  let damaged = 0;
  let start = 0;
  for (;;) {
    const newline = file.indexOf(NEWLINE, start);
    if (newline < 0) break;
    const found = parseLine(file.subarray(start, newline));
    if (!found) damaged += 1;
    else if ('removed' in found) for (const key of found.removed) live.delete(key);
    else {
      const entry = { ...found, body: encoder.encode(found.body) };
      live.set(entry.key, { entry, bytes: newline + 1 - start });
      lastKey = Math.max(lastKey, entry.key);
    }
    start = newline + 1;
  }
  return { entries: [...live.values()], lastKey, damaged, end: start };
}

function parseLine(bytes: Uint8Array): z.infer<typeof line> | null {
  try {
    return line.safeParse(parseJson(decoder.decode(bytes))).data ?? null;
  } catch {
    return null;
  }
}
