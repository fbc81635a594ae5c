import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readStat } from './procStat.mjs';

/** @typedef {{ pid: number, born: string }} Holder */
/** @typedef {{ release: () => void }} Lock */

// Between making the directory and writing who holds it, a lock has no holder. Longer than that,
// and its maker died in between.
const anonymousGraceMs = 2000;

/** @type {Set<string>} the locks that this process holds */
const held = new Set();

// Whatever ends this process lets go of its locks; after kill -9 they count as stale.
process.once('exit', () => {
  for (const dir of held) releaseOwn(dir);
});

/**
 * Takes a lock that other processes respect: a directory, because making one is atomic everywhere.
 * A lock whose holder is dead is taken over.
 * @param {string} dir its parent must exist
 * @param {{ onHeld: (holder: number | undefined) => void, pollMs?: number }} options
 *   onHeld is told once that somebody else holds the lock; throw there in order not to wait
 * @returns {Promise<Lock>}
 */
export async function takeLock(dir, { onHeld, pollMs = 200 }) {
  /** @type {'free' | 'told'} */
  let waiting = 'free';
  for (;;) {
    if (tryLock(dir)) return { release: () => releaseOwn(dir) };
    const holder = readHolder(dir);
    if (isStale(dir, holder)) {
      removeStale(dir, holder);
      continue;
    }
    if (waiting === 'free') onHeld(holder?.pid);
    waiting = 'told';
    await sleep(pollMs);
  }
}

/**
 * Runs `work` while holding the lock.
 * @template T
 * @param {string} dir
 * @param {Parameters<typeof takeLock>[1]} options
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(dir, options, work) {
  const lock = await takeLock(dir, options);
  try {
    return await work();
  } finally {
    lock.release();
  }
}

/** @param {string} dir */
function tryLock(dir) {
  try {
    mkdirSync(dir);
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
  const holder = { pid: process.pid, born: bornOf(process.pid) ?? '' };
  writeFileSync(join(dir, 'holder.json'), JSON.stringify(holder));
  held.add(dir);
  return true;
}

/** @param {string} dir */
function releaseOwn(dir) {
  held.delete(dir);
  if (readHolder(dir)?.pid === process.pid) rmSync(dir, { recursive: true, force: true });
}

/**
 * @param {string} dir
 * @returns {Holder | undefined}
 */
function readHolder(dir) {
  try {
    const holder = JSON.parse(readFileSync(join(dir, 'holder.json'), 'utf8'));
    return Number.isInteger(holder.pid)
      ? { pid: holder.pid, born: String(holder.born) }
      : undefined;
  } catch {
    return undefined;
  }
}

/**
 * @param {string} dir
 * @param {Holder | undefined} holder
 */
function isStale(dir, holder) {
  if (!holder) {
    const made = statSync(dir, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    return Date.now() - made > anonymousGraceMs;
  }
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    return isCode(error, 'ESRCH');
  }
  if (readStat(holder.pid)?.zombie) return true;
  // The number lives, but may belong to another process by now.
  const born = bornOf(holder.pid);
  return born !== undefined && holder.born !== '' && born !== holder.born;
}

/**
 * Renaming is atomic: of two that find a stale lock, one gets it out of the way. If what came away
 * is not the lock that was found stale, somebody was quicker; their lock is put back.
 * @param {string} dir
 * @param {Holder | undefined} stale
 */
function removeStale(dir, stale) {
  const aside = `${dir}.stale-${process.pid}`;
  try {
    renameSync(dir, aside);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return;
    throw error;
  }
  const found = readHolder(aside);
  if (found?.pid !== stale?.pid || found?.born !== stale?.born) {
    renameSync(aside, dir);
    return;
  }
  rmSync(aside, { recursive: true, force: true });
}

/**
 * When a process began, as far as the system tells: process numbers are used again.
 * @param {number} pid
 */
function bornOf(pid) {
  const stat = readStat(pid);
  if (!stat) return undefined;
  try {
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}:${stat.started}`;
  } catch {
    return undefined;
  }
}

/**
 * @param {unknown} error
 * @param {string} code
 */
function isCode(error, code) {
  return error instanceof Error && 'code' in error && error.code === code;
}
