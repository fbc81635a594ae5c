import * as z from 'zod/mini';
import { parseJson, type StoredEntry } from '../../src/lib/messaging/index.ts';

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

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** One line of the outbox file. Bodies are JSON, so they are kept as text. */
export function encodeEntry({ body, ...entry }: StoredEntry): Uint8Array {
  return encoder.encode(`${JSON.stringify({ ...entry, body: decoder.decode(body) })}\n`);
}

export function encodeRemoval(keys: readonly number[]): Uint8Array {
  return encoder.encode(`${JSON.stringify({ removed: keys })}\n`);
}

export interface OutboxLines {
  /** What was not removed, oldest first, and how many bytes each took. */
  readonly entries: readonly { readonly entry: StoredEntry; readonly bytes: number }[];
  readonly lastKey: number;
  /** Whole lines that are none of ours. */
  readonly damaged: number;
  /** Where the last whole line ends; what comes after it was torn by a crash. */
  readonly end: number;
}

/** Reads an outbox file whatever is in it. */
export function readOutboxLines(file: Uint8Array): OutboxLines {
  const live = new Map<number, { readonly entry: StoredEntry; readonly bytes: number }>();
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
