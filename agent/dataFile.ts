import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type * as z from 'zod/mini';
import { parseJson } from '../src/lib/messaging/index.ts';
import { messageOf, say } from './log.ts';

/** One small JSON file of the agent's own. */
export interface DataFile<T> {
  /** What was written last; the empty value if there is nothing or nothing usable. */
  read(): T;
  /**
   * Replaces the file whole: what it survives leaves the old or the new one, never half of one. A
   * disk that is full is reported on stderr; builds go on without the file.
   */
  write(value: T): void;
  /** The same, for what must not go on without it. @throws Error of the file system */
  mustWrite(value: T): void;
}

/**
 * Opens (without touching it yet) the JSON file at `path`.
 * A file that is damaged is reported on stderr and counts as empty: it holds conveniences only.
 * @param survives a file about processes means nothing after a power failure; it is not synced
 */
export function dataFile<T>(
  path: string,
  schema: z.ZodMiniType<T>,
  empty: T,
  survives: 'crash' | 'power-failure' = 'power-failure',
): DataFile<T> {
  const flush = survives === 'power-failure';
  const mustWrite = (value: T) => {
    mkdirSync(dirname(path), { recursive: true });
    const draft = `${path}.${process.pid}.tmp`;
    writeFileSync(draft, `${JSON.stringify(value)}\n`, { mode: 0o600, flush });
    renameSync(draft, path);
    if (flush) syncDirectory(dirname(path));
  };
  return {
    mustWrite,
    read() {
      let text: string;
      try {
        text = readFileSync(path, 'utf8');
      } catch {
        return empty;
      }
      try {
        const result = schema.safeParse(parseJson(text));
        if (result.success) return result.data;
        say(`${path} has an unknown shape and was ignored`);
      } catch (error) {
        say(`${path} is damaged and was ignored (${messageOf(error)})`);
      }
      return empty;
    },
    write(value) {
      try {
        mustWrite(value);
      } catch (error) {
        say(`${path} could not be written (${messageOf(error)})`);
      }
    },
  };
}

/** Makes the names in a directory survive a power failure. */
function syncDirectory(dir: string): void {
  // Windows opens no directory.
  if (process.platform === 'win32') return;
  const fd = openSync(dir, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
