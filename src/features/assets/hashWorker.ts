// Computes the digest of a file beside the page: on its main thread, logs would wait for it.
import { hashFile } from '../../lib/upload/hashFile.ts';
import type { HashMessage } from './hashInWorker.ts';

const say = (message: HashMessage) => postMessage(message);
/** Who wants no digest any more terminates the worker. */
const { signal } = new AbortController();

addEventListener('message', ({ data: file }: MessageEvent<Blob>) => {
  hashFile(file, (bytes) => say({ kind: 'progress', bytes }), signal).then(
    (digest) => say({ kind: 'done', digest }),
    () => say({ kind: 'failed' }),
  );
});
