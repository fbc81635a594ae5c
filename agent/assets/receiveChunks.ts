import { setTimeout as sleep } from 'node:timers/promises';
import { chunkNumberOf, uploadChunkSubject } from '../../src/catalogs/slate/index.ts';
import { isMessagingError } from '../../src/lib/messaging/index.ts';
import type { WorkQueue } from '../broker/workQueue.ts';
import { messageOf, type Say } from '../log.ts';
import type { Upload, Uploads } from './uploads.ts';

/** Pulls of one upload that wait at a time. */
const WORKERS = 2;
/** Handed out and not yet on disk: what an upload takes of the agent's memory, in chunks. */
const MAX_PENDING = 4;
const PULL_MS = 20_000;
const ACK_WAIT_MS = 30_000;
const RETRY_MS = 500;

export type ChunkQueue = Pick<
  WorkQueue,
  'ensureReader' | 'removeReader' | 'take' | 'settle' | 'purge'
>;

/** Fetches the chunks of uploads from the server and writes them to disk. */
export interface ChunkReceiver {
  /** Goes on until `end`, through every loss of the connection. */
  begin(upload: Upload): void;
  /** Stops, and takes what is left of the upload out of the server. */
  end(uploadId: string): Promise<void>;
  /** The last chunk that was to be written; undefined while there was none. */
  lastAttempt(uploadId: string): WriteAttempt | undefined;
  stop(): void;
}

export interface WriteAttempt {
  /** By performance.now(). */
  readonly at: number;
  /** Null if it was written. */
  readonly error: unknown;
}

export function createChunkReceiver({
  queue,
  uploads,
  say,
}: {
  readonly queue: ChunkQueue;
  readonly uploads: Uploads;
  readonly say: Say;
}): ChunkReceiver {
  const running = new Map<string, AbortController>();
  const attempts = new Map<string, WriteAttempt>();
  const readerOf = (uploadId: string) => `upload_${uploadId}`;

  const note = (uploadId: string, error: unknown) => {
    const before = attempts.get(uploadId)?.error ?? null;
    if (error !== null && before === null) say(`upload ${uploadId}: ${messageOf(error)}`);
    attempts.set(uploadId, { at: performance.now(), error });
  };

  const work = async (upload: Upload, { signal }: AbortController) => {
    const { uploadId } = upload;
    let isReady = false;
    while (!signal.aborted) {
      try {
        if (!isReady) {
          await queue.ensureReader({
            name: readerOf(uploadId),
            filter: uploadChunkSubject(uploadId, '*'),
            ackWaitMs: ACK_WAIT_MS,
            maxPending: MAX_PENDING,
          });
          isReady = true;
        }
        const message = await queue.take(readerOf(uploadId), PULL_MS, signal);
        if (!message) continue;
        const chunk = chunkNumberOf(message.subject);
        const error =
          chunk === null ? null : await failureOf(uploads.write(upload, chunk, message.body));
        note(uploadId, error);
        if (error !== null) await pause(signal);
        await queue.settle(message.receipt, error === null ? 'done' : 'again');
      } catch (error) {
        isReady = false;
        if (!isMessagingError(error)) say(`upload ${uploadId}: ${messageOf(error)}`);
        await pause(signal);
      }
    }
  };

  return {
    begin(upload) {
      if (running.has(upload.uploadId)) return;
      const controller = new AbortController();
      running.set(upload.uploadId, controller);
      for (let worker = 0; worker < WORKERS; worker++) void work(upload, controller);
    },
    async end(uploadId) {
      running.get(uploadId)?.abort();
      running.delete(uploadId);
      attempts.delete(uploadId);
      try {
        await queue.removeReader(readerOf(uploadId));
        await queue.purge(uploadChunkSubject(uploadId, '*'));
      } catch {
        // Without a connection they expire.
      }
    },
    lastAttempt: (uploadId) => attempts.get(uploadId),
    stop() {
      for (const controller of running.values()) controller.abort();
      running.clear();
    },
  };
}

const failureOf = (work: Promise<void>): Promise<unknown> =>
  work.then(
    () => null,
    (error: unknown) => error,
  );

const pause = (signal: AbortSignal) =>
  sleep(RETRY_MS, undefined, { signal, ref: false }).catch(() => undefined);
