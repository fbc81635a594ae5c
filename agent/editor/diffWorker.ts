import { parentPort } from 'node:worker_threads';
import { diffLines } from '../../src/lib/editing/diff.ts';

parentPort?.on('message', ({ before, after }: { before: string; after: string }) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  parentPort?.postMessage(diffLines(before, after));
});
