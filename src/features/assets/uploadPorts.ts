import { v7 as uuidv7 } from 'uuid';
import { uploadChunkSubject } from '../../catalogs/slate/index.ts';
import { describeCommandError } from '../../hooks/index.ts';
import { isMessagingError, type MessagingClient, storeBytes } from '../../lib/messaging/index.ts';
import { hashInWorker } from './hashInWorker.ts';
import type { UploadPorts, UploadProblem } from '../../lib/upload/sendFile.ts';

const ASK_TIMEOUT_MS = 10_000;
/** The agent reads all of it to compare the digest. */
const FINISH_TIMEOUT_MS = 60_000;

const asked = (timeoutMs = ASK_TIMEOUT_MS) => ({ timeoutMs, idempotencyKey: uuidv7() });

/** How one file goes to the agent of a project. */
export function uploadPorts(
  client: MessagingClient,
  projectId: string,
  file: File,
  createdBy: string,
): UploadPorts {
  const ids = { projectId };
  return {
    hash: hashInWorker,
    begin(digest) {
      const { name, size, type } = file;
      const input = { name, size, digest, createdBy, ...(type === '' ? {} : { type }) };
      return client.request('asset.begin', ids, input, asked());
    },
    store: (uploadId, chunk, bytes, messageId) =>
      storeBytes(client, uploadChunkSubject(uploadId, chunk), bytes, messageId),
    async finish(uploadId, digest) {
      const input = { uploadId, digest };
      await client.request('asset.finish', ids, input, asked(FINISH_TIMEOUT_MS));
    },
    explain: explainUploadError,
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    now: () => performance.now(),
  };
}

/** Has the agent forget what it has of an upload. Without an answer it expires there. */
export function giveUpUpload(client: MessagingClient, projectId: string, uploadId: string): void {
  client.request('asset.cancel', { projectId }, { uploadId }, asked()).catch(() => {});
}

/** What a failed call of an upload means for it. */
export function explainUploadError(error: unknown): UploadProblem {
  if (!isMessagingError(error)) {
    return {
      kind: 'over',
      message: 'The file can’t be read: it was changed or moved. Choose it again.',
      canRetry: false,
    };
  }
  switch (error.code) {
    case 'offline':
      return { kind: 'later', reason: 'No connection' };
    case 'timeout':
      return { kind: 'later', reason: 'No answer' };
    case 'no-responders':
      return { kind: 'later', reason: 'No agent is connected' };
    case 'jetstream':
      // The store is full until the agent takes something out of it.
      return { kind: 'later', reason: 'The agent is busy' };
    case 'rejected': {
      const { details, message, reason } = error;
      if (typeof details === 'object' && details !== null && 'missing' in details) {
        return { kind: 'missing' };
      }
      return { kind: 'over', message, canRetry: reason !== 'invalid' };
    }
    default:
      return { kind: 'over', message: describeCommandError(error, true), canRetry: true };
  }
}
