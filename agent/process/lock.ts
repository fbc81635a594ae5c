import { createHash, randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning, ownIdentity, type ProcessIdentity } from './processTable.ts';

/** A dead holder leaves its file behind: it is taken over, so nothing has to remove it. */
const FILE = 'agent.lock';

/**
 * Makes this process the only agent that uses a data directory, until it ends. Two would each write
 * the outbox at offsets of their own and end each other's children.
 * @throws Error in words if another agent has it
 */
export function lockDataDir(dataDir: string): void {
  const holder = takeLock(join(dataDir, FILE));
  if (holder === null) return;
  throw new Error(
    `Another agent (pid ${holder.pid}) uses ${dataDir}: stop it, or set SLATE_DATA_DIR.`,
  );
}

/**
 * Takes a lock that ends with this process; a dead holder's is taken over. Returns the living process
 * that has it, or null if it is ours now.
 */
export function takeLock(path: string, self = ownIdentity()): ProcessIdentity | null {
  const draft = `${path}.${randomUUID()}`;
  writeFileSync(draft, `${self.pid} ${self.started}\n`, { mode: 0o600 });
  try {
    for (;;) {
      if (tryLink(draft, path)) return null;
      const text = readText(path);
      if (text === null) continue;
      const holder = parseHolder(text);
      if (holder && isRunning(holder)) return holder;
      // Of all that find this dead holder, the one with the lock named after it may replace it.
      const heir = `${path}.${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
      const other = takeLock(heir, self);
      if (other) return other;
      const replaced = readText(path) === text;
      if (replaced) renameSync(draft, path);
      rmSync(heir, { force: true });
      if (replaced) return null;
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Atomic: of several only one gets the name, with its content already there. */
function tryLink(draft: string, path: string): boolean {
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

function parseHolder(text: string): ProcessIdentity | null {
  const [, pid, started] = /^(\d+) (.*)\n$/.exec(text) ?? [];
  return pid === undefined || started === undefined ? null : { pid: Number(pid), started };
}
