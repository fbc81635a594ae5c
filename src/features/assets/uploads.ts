import { createStore, type StoreApi } from 'zustand/vanilla';
import { v7 as uuidv7 } from 'uuid';
import { uploadChunkSubject } from '../../catalogs/slate/index.ts';
import { describeCommandError } from '../../hooks/index.ts';
import { isMessagingError, type MessagingClient, storeBytes } from '../../lib/messaging/index.ts';
import { sendFile, type UploadPorts, type UploadProblem } from '../../lib/upload/sendFile.ts';
import {
  afterUploadEvent,
  isOver,
  type UploadEvent,
  type UploadState,
} from '../../lib/upload/uploadState.ts';

/** More would only share the line. */
const AT_ONCE = 2;
const ASK_TIMEOUT_MS = 10_000;
/** The agent reads all of it to compare the digest. */
const FINISH_TIMEOUT_MS = 60_000;

export interface UploadItem {
  readonly id: string;
  readonly projectId: string;
  readonly file: File;
  readonly state: UploadState;
}

/** What this page uploads. It goes on while the reader looks at other pages. */
export interface UploadQueue {
  readonly items: StoreApi<readonly UploadItem[]>;
  add(projectId: string, files: readonly File[], limitBytes: number, createdBy: string): void;
  pause(id: string): void;
  resume(id: string): void;
  /** Ends it, and has the agent forget what it has of it. */
  cancel(id: string): void;
  retry(id: string): void;
}

interface Running {
  readonly controller: AbortController;
  uploadId: string | null;
  resumed: PromiseWithResolvers<void> | null;
}

const queues = new WeakMap<object, UploadQueue>();

/** The one queue of a connection. */
export function uploadsOf(client: MessagingClient): UploadQueue {
  const known = queues.get(client) ?? createUploadQueue(client);
  queues.set(client, known);
  return known;
}

function createUploadQueue(client: MessagingClient): UploadQueue {
  const items = createStore<readonly UploadItem[]>(() => []);
  const running = new Map<string, Running>();
  const names = new Map<string, string>();

  const find = (id: string) => items.getState().find((item) => item.id === id);
  const drop = (id: string) => items.setState((all) => all.filter((item) => item.id !== id), true);
  const apply = (id: string, event: UploadEvent) => {
    items.setState(
      (all) =>
        all.map((item) =>
          item.id === id ? { ...item, state: afterUploadEvent(item.state, event) } : item,
        ),
      true,
    );
    const state = find(id)?.state;
    // It is in the list of assets now.
    if (state?.kind === 'done') drop(id);
    if (!state || isOver(state)) running.delete(id);
    startNext();
  };

  const startNext = () => {
    for (const item of items.getState()) {
      const busy = [...running.keys()].filter((id) => find(id)?.state.kind !== 'paused').length;
      if (busy >= AT_ONCE) return;
      if (item.state.kind === 'waiting' && !running.has(item.id)) start(item);
    }
  };

  const start = ({ id, projectId, file }: UploadItem) => {
    const one: Running = { controller: new AbortController(), uploadId: null, resumed: null };
    running.set(id, one);
    void sendFile(file, portsFor(client, projectId, file, names.get(id) ?? ''), {
      signal: one.controller.signal,
      untilResumed: async () => one.resumed?.promise,
      onEvent: (event) => {
        if (!one.controller.signal.aborted) apply(id, event);
      },
      onBegun: (uploadId) => {
        one.uploadId = uploadId;
      },
    });
  };

  return {
    items,
    add(projectId, files, limitBytes, createdBy) {
      const added = files.map((file): UploadItem => {
        const id = uuidv7();
        names.set(id, createdBy);
        const state: UploadState =
          file.size > limitBytes
            ? { kind: 'failed', message: 'The file is over the limit.', canRetry: false }
            : { kind: 'waiting' };
        return { id, projectId, file, state };
      });
      items.setState((all) => [...all, ...added], true);
      startNext();
    },
    pause(id) {
      const one = running.get(id);
      if (one) one.resumed ??= Promise.withResolvers<void>();
      apply(id, { type: 'paused' });
    },
    resume(id) {
      const one = running.get(id);
      one?.resumed?.resolve();
      if (one) one.resumed = null;
      apply(id, { type: 'resumed' });
    },
    cancel(id) {
      const one = running.get(id);
      const item = find(id);
      one?.controller.abort();
      one?.resumed?.resolve();
      running.delete(id);
      drop(id);
      if (one?.uploadId && item) {
        const { projectId } = item;
        const options = { idempotencyKey: uuidv7(), timeoutMs: ASK_TIMEOUT_MS };
        // Without an answer the agent gives it up by itself, later.
        client
          .request('asset.cancel', { projectId }, { uploadId: one.uploadId }, options)
          .catch(() => {});
      }
      startNext();
    },
    retry: (id) => apply(id, { type: 'retried' }),
  };
}

function portsFor(
  client: MessagingClient,
  projectId: string,
  file: File,
  createdBy: string,
): UploadPorts {
  const ids = { projectId };
  return {
    begin(digest) {
      const { name, size, type } = file;
      const input = { name, size, digest, createdBy, ...(type === '' ? {} : { type }) };
      const options = { timeoutMs: ASK_TIMEOUT_MS, idempotencyKey: uuidv7() };
      return client.request('asset.begin', ids, input, options);
    },
    store: (uploadId, chunk, bytes, messageId) =>
      storeBytes(client, uploadChunkSubject(uploadId, chunk), bytes, messageId),
    async finish(uploadId, digest) {
      const options = { timeoutMs: FINISH_TIMEOUT_MS, idempotencyKey: uuidv7() };
      await client.request('asset.finish', ids, { uploadId, digest }, options);
    },
    explain: explainUploadError,
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    now: () => performance.now(),
  };
}

/** What a failed call of an upload means for it. */
export function explainUploadError(error: unknown): UploadProblem {
  if (isMessagingError(error, 'offline', 'timeout')) {
    return { kind: 'later', reason: 'No connection' };
  }
  if (isMessagingError(error, 'no-responders', 'jetstream')) {
    return { kind: 'later', reason: 'The agent is not here, or busy' };
  }
  if (isMessagingError(error, 'rejected')) {
    const { details } = error;
    if (typeof details === 'object' && details !== null && 'missing' in details) {
      return { kind: 'missing' };
    }
    return { kind: 'over', message: error.message, canRetry: error.reason !== 'invalid' };
  }
  if (!isMessagingError(error)) {
    return {
      kind: 'over',
      message: 'The file can’t be read: it was changed or moved. Choose it again.',
      canRetry: false,
    };
  }
  return { kind: 'over', message: describeCommandError(error, true), canRetry: true };
}
