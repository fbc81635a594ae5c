import * as z from 'zod/mini';
import { parseJson } from '../../../lib/messaging/index.ts';

const KEY = 'slate.myBuilds';
/** Older ones have ended. */
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

/** Remembers a build that was started in this browser, in any tab. */
export function rememberMine(buildId: string): void {
  try {
    const others = read().filter((id) => id !== buildId);
    localStorage.setItem(KEY, JSON.stringify([...others, buildId].slice(-KEPT)));
  } catch {
    // Private mode or a full disk: one notice less.
  }
}

/** Whether a build was started in this browser. */
export const isMine = (buildId: string): boolean => read().includes(buildId);
