import { assertNever } from '../../lib/assertNever.ts';

/** What the worker says. */
export type HashMessage =
  | { readonly kind: 'progress'; readonly bytes: number }
  | { readonly kind: 'done'; readonly digest: string }
  | { readonly kind: 'failed' };

/** For less, a worker costs more than it saves. */
const SMALL_BYTES = 512 * 1024;

/**
 * SHA-256 of a file, as hashFile computes it, without taking time of the page.
 * @throws Error if the file can’t be read, or the signal's reason
 */
export async function hashInWorker(
  file: Blob,
  onProgress: (bytes: number) => void,
  signal: AbortSignal,
): Promise<string> {
  if (file.size <= SMALL_BYTES) {
    const { hashFile } = await import('../../lib/upload/hashFile.ts');
    return hashFile(file, onProgress, signal);
  }
  signal.throwIfAborted();
  const worker = new Worker(new URL('./hashWorker.ts', import.meta.url), { type: 'module' });
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener('abort', onAbort);
  worker.addEventListener('error', () => reject(new Error('The worker could not run.')));
  worker.addEventListener('message', ({ data }: MessageEvent<HashMessage>) => {
    switch (data.kind) {
      case 'progress':
        return onProgress(data.bytes);
      case 'done':
        return resolve(data.digest);
      case 'failed':
        return reject(new Error('The file could not be read.'));
      default:
        return assertNever(data);
    }
  });
  worker.postMessage(file, []);
  try {
    return await promise;
  } finally {
    signal.removeEventListener('abort', onAbort);
    worker.terminate();
  }
}
