import { addChunk, bytesIn, chunkBounds, chunksOf, nextMissing, type Ranges } from './ranges.ts';
import type { UploadEvent } from './uploadState.ts';

/** Chunks without an ack: on a fast link they fill it, on a slow one they hold nothing else up. */
const MAX_WINDOW = 8;
/** How much later than on an idle line an ack may come: what it waits, all else on the line waits. */
const QUICK_DELAY_MS = 40;
const SLOW_DELAY_MS = 120;
const RETRY_MS = 500;
/** After so many failures in a row the agent is asked whether it goes on at all. */
const ASK_AFTER_STALLS = 12;
/** Chunks that were acked and are lost all the same: the server has lost its disk. */
const MAX_ROUNDS = 3;

export interface BegunUpload {
  readonly uploadId: string;
  /** Chunks that are there already. */
  readonly received: Ranges;
  readonly chunkSize: number;
}

/** What became of a call that failed: go on later, send what is missing, or give up. */
export type UploadProblem =
  | { readonly kind: 'later'; readonly reason: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'over'; readonly message: string; readonly canRetry: boolean };

export interface UploadPorts {
  /** SHA-256 in hexadecimal, as hashFile computes it. @throws what reading the file throws, or the signal's reason */
  hash(file: Blob, onProgress: (bytes: number) => void, signal: AbortSignal): Promise<string>;
  /** Refused, among others, while the agent can’t save what arrives. */
  begin(digest: string): Promise<BegunUpload>;
  /** Resolves when the server has it. The same `messageId` twice is harmless. */
  store(uploadId: string, chunk: number, bytes: Uint8Array, messageId: string): Promise<void>;
  finish(uploadId: string, digest: string): Promise<void>;
  explain(error: unknown): UploadProblem;
  wait(ms: number): Promise<void>;
  /** Milliseconds. */
  now(): number;
}

export interface SendOptions {
  readonly signal: AbortSignal;
  /** Resolves at once, or when a pause ends. */
  readonly untilResumed: () => Promise<void>;
  readonly onEvent: (event: UploadEvent) => void;
  readonly onBegun: (uploadId: string) => void;
}

/**
 * How many chunks may be without an ack, after one came. The line and both its ends are shared with
 * logs and commands, so an upload takes what they leave: it gives way as soon as acks come later.
 * @param bestMs the quickest ack so far
 */
export function nextWindow(window: number, ackMs: number, bestMs: number): number {
  const delay = ackMs - bestMs;
  if (delay > bestMs * 2 + SLOW_DELAY_MS) return Math.max(1, Math.floor(window / 2));
  return delay < bestMs + QUICK_DELAY_MS ? Math.min(MAX_WINDOW, window + 1) : window;
}

/**
 * Sends a file: computes its digest, asks what of it is there already, sends the rest with a bounded
 * number of chunks under way, and has it checked. Goes on through every outage. Never rejects; an
 * abort ends it without an event.
 */
export async function sendFile(file: Blob, ports: UploadPorts, given: SendOptions): Promise<void> {
  // Chunks that are under way when one fails stop, too.
  const failed = new AbortController();
  const options = { ...given, signal: AbortSignal.any([given.signal, failed.signal]) };
  const { signal, onEvent } = options;
  try {
    const digest = await ports.hash(file, (bytes) => onEvent({ type: 'hashed', bytes }), signal);
    for (let round = 0; ; round++) {
      const begun = await persist(() => ports.begin(digest), ports, options);
      options.onBegun(begun.uploadId);
      await sendChunks(file, begun, round, { ...ports, begin: () => ports.begin(digest) }, options);
      onEvent({ type: 'all-sent' });
      try {
        await persist(() => ports.finish(begun.uploadId, digest), ports, options);
        onEvent({ type: 'done' });
        return;
      } catch (error) {
        if (round >= MAX_ROUNDS || ports.explain(error).kind !== 'missing') throw error;
      }
    }
  } catch (error) {
    if (signal.aborted) return;
    failed.abort();
    const problem = ports.explain(error);
    onEvent(
      problem.kind === 'over'
        ? { type: 'failed', message: problem.message, canRetry: problem.canRetry }
        : { type: 'failed', message: 'Parts of the file do not arrive.', canRetry: true },
    );
  }
}

async function sendChunks(
  file: Blob,
  { uploadId, received, chunkSize }: BegunUpload,
  round: number,
  ports: Omit<UploadPorts, 'begin'> & { begin(): Promise<unknown> },
  options: SendOptions,
): Promise<void> {
  const { signal, onEvent, untilResumed } = options;
  const count = chunksOf(file.size, chunkSize);
  const underWay = new Set<Promise<void>>();
  let done = received;
  let window = 1;
  let stalls = 0;
  let best = Number.POSITIVE_INFINITY;
  const bytes = () => bytesIn(done, file.size, chunkSize);

  const send = async (chunk: number) => {
    const { from, to } = chunkBounds(chunk, file.size, chunkSize);
    const body = new Uint8Array(await file.slice(from, to).arrayBuffer());
    await persist(
      async () => {
        const begun = ports.now();
        stalls += 1;
        if (stalls % ASK_AFTER_STALLS === 0) await ports.begin();
        await ports.store(uploadId, chunk, body, `${uploadId}.${chunk}.${round}`);
        stalls = 0;
        const ackMs = ports.now() - begun;
        best = Math.min(best, ackMs);
        window = nextWindow(window, ackMs, best);
      },
      ports,
      options,
    );
    done = addChunk(done, chunk);
    onEvent({ type: 'sent', bytes: bytes() });
  };

  onEvent({ type: 'sent', bytes: bytes() });
  let next = nextMissing(received, 0, count);
  while (next !== null) {
    await untilResumed();
    signal.throwIfAborted();
    while (underWay.size >= window) await Promise.race(underWay);
    const sending: Promise<void> = send(next).finally(() => underWay.delete(sending));
    // Its failure is seen where it is waited for.
    sending.catch(() => {});
    underWay.add(sending);
    next = nextMissing(received, next + 1, count);
  }
  await Promise.all(underWay);
}

/** Repeats what can go better later. */
async function persist<T>(
  run: () => Promise<T>,
  ports: Pick<UploadPorts, 'explain' | 'wait'>,
  { signal, onEvent }: SendOptions,
): Promise<T> {
  for (;;) {
    signal.throwIfAborted();
    try {
      return await run();
    } catch (error) {
      const problem = ports.explain(error);
      if (problem.kind !== 'later') throw error;
      onEvent({ type: 'stalled', reason: problem.reason });
      await ports.wait(RETRY_MS);
    }
  }
}
