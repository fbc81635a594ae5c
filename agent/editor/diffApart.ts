import { Worker } from 'node:worker_threads';
import { diffLines, type Edit } from '../../src/lib/editing/diff.ts';

/** Texts that are compared at once, without a thread. */
const SHORT = 20_000;
/** The worker limits itself; this is for one that hangs. */
const LIMIT_MS = 3_000;

/**
 * The difference of two texts by lines. Long ones are compared in a thread of their own, so that
 * typing never has to wait; if that takes too long, the changed middle is replaced whole.
 */
export async function diffApart(before: string, after: string): Promise<readonly Edit[]> {
  if (before.length + after.length < SHORT) return diffLines(before, after);
  const worker = new Worker(new URL('./diffWorker.ts', import.meta.url));
  try {
    return await new Promise<readonly Edit[]>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
      setTimeout(() => reject(new Error('it takes too long')), LIMIT_MS).unref();
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
      worker.postMessage({ before, after });
    });
  } catch {
    return diffLines(before, after, 0);
  } finally {
    void worker.terminate();
  }
}
