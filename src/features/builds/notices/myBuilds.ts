import * as z from 'zod/mini';
import { parseJson } from '../../../lib/messaging/index.ts';

const KEY = 'slate.myBuilds';
/** Older ones have ended, or are no longer awaited. */
const KEPT = 50;

const schema = z.array(z.string());

/** Blocked storage (SecurityError) counts as empty. */
function read(): readonly string[] {
  try {
    return schema.safeParse(parseJson(localStorage.getItem(KEY) ?? '[]')).data ?? [];
  } catch {
    return [];
  }
}

function write(buildIds: readonly string[]): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(buildIds));
  } catch {
    // Private mode or a full disk: one notice less.
  }
}

/** In whichever tab it was started. */
export function rememberMine(buildId: string): void {
  write([...read().filter((id) => id !== buildId), buildId].slice(-KEPT));
}

/** True once, so that one end makes one notice. */
export function takeMine(buildId: string): boolean {
  const mine = read();
  if (!mine.includes(buildId)) return false;
  write(mine.filter((id) => id !== buildId));
  return true;
}
