import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { takeLock, withLock } from './lock.mjs';
import { tempDir } from '../testing/tempDir.ts';
import { startZombie } from '../testing/zombie.ts';

function lockHeldBy(pid: number, born = ''): string {
  const dir = join(tempDir(), 'lock');
  mkdirSync(dir);
  writeFileSync(join(dir, 'holder.json'), JSON.stringify({ pid, born }));
  return dir;
}

const mustNotWait = () => {
  throw new Error('held');
};

/** The number of a process that has just ended. */
const deadPid = () => spawnSync(process.execPath, ['--version']).pid;

test('a lock is taken and let go of', async () => {
  const dir = join(tempDir(), 'lock');
  const lock = await takeLock(dir, { onHeld: mustNotWait });
  expect(existsSync(dir)).toBe(true);
  lock.release();
  expect(existsSync(dir)).toBe(false);
});

test('a live lock is waited for, and told of once', async () => {
  const dir = join(tempDir(), 'lock');
  const order: string[] = [];
  const first = await takeLock(dir, { onHeld: mustNotWait });
  const onHeld = vi.fn<(pid: number | undefined) => void>();
  const second = withLock(dir, { onHeld, pollMs: 5 }, async () => void order.push('second'));
  await vi.waitFor(() => expect(onHeld).toHaveBeenCalledWith(process.pid));
  await new Promise((done) => setTimeout(done, 30));
  order.push('first lets go');
  first.release();
  await second;
  expect(order).toEqual(['first lets go', 'second']);
  expect(onHeld).toHaveBeenCalledTimes(1);
});

test('who must not wait can throw instead', async () => {
  const dir = lockHeldBy(process.pid);
  await expect(takeLock(dir, { onHeld: mustNotWait })).rejects.toThrow('held');
});

test('a lock whose holder is dead is taken over', async () => {
  const lock = await takeLock(lockHeldBy(deadPid()), { onHeld: mustNotWait });
  lock.release();
});

test.runIf(process.platform === 'linux')(
  'a lock is stale if its holder has ended, also before anybody collects it',
  async () => {
    const lock = await takeLock(lockHeldBy(await startZombie()), { onHeld: mustNotWait });
    lock.release();
  },
);

test.runIf(process.platform === 'linux')(
  'a lock is stale if its number belongs to a younger process by now',
  async () => {
    const lock = await takeLock(lockHeldBy(process.pid, 'another boot:1'), { onHeld: mustNotWait });
    lock.release();
  },
);

test('a lock without a holder is stale after a moment only', async () => {
  const dir = join(tempDir(), 'lock');
  mkdirSync(dir);
  await expect(takeLock(dir, { onHeld: mustNotWait })).rejects.toThrow('held');
  const longAgo = new Date(Date.now() - 10_000);
  utimesSync(dir, longAgo, longAgo);
  const lock = await takeLock(dir, { onHeld: mustNotWait });
  lock.release();
});

test('of many that find a stale lock, one at a time has it', async () => {
  const dir = lockHeldBy(deadPid());
  let inside = 0;
  let most = 0;
  await Promise.all(
    Array.from({ length: 10 }, () =>
      withLock(dir, { onHeld: () => {}, pollMs: 1 }, async () => {
        inside += 1;
        most = Math.max(most, inside);
        await new Promise((done) => setTimeout(done, 2));
        inside -= 1;
      }),
    ),
  );
  expect(most).toBe(1);
});
