import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { takeLock } from '../../agent/process/lock.ts';
import { say } from './report.ts';

/** Runs `work` while no other process does the same. A dead holder's lock is taken over. */
export async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  let said = false;
  for (let holder = takeLock(file); holder !== null; holder = takeLock(file)) {
    if (!said) say(`Process ${holder.pid} is at it already; waiting for it.`);
    said = true;
    await sleep(200);
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}
