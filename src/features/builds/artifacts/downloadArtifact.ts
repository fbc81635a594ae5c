import type { BuildArtifact } from '../../../catalogs/slate/index.ts';
import { isMessagingError, type MessagingClient } from '../../../lib/messaging/index.ts';

/** The page holds a file whole until it is saved. */
export const MAX_DOWNLOAD_BYTES = 100 * 1024 * 1024;
/** Enough to fill a slow line, few enough for the agent to answer others in between. */
const PIECES_AT_ONCE = 4;
const PIECE_TIMEOUT_MS = 15_000;
/** A reconnect takes a second or two. */
const TRIES = 6;
const RETRY_MS = 500;

/** Why a file could not be downloaded, in words for its reader. */
export class DownloadError extends Error {
  override readonly name = 'DownloadError';
}

export interface DownloadOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (receivedBytes: number) => void;
}

export interface Download {
  readonly blob: Blob;
  /** Its hash is the build's; false where there is none, or no way to check. */
  readonly verified: boolean;
}

const changed = () =>
  new DownloadError('The file has changed since this build. Build again to get it.');

/** Fetches a file in pieces. @throws DownloadError, MessagingError, or the signal's reason */
export async function downloadArtifact(
  client: Pick<MessagingClient, 'request'>,
  buildId: string,
  artifact: BuildArtifact,
  { signal, onProgress }: DownloadOptions,
): Promise<Download> {
  const { path, size, sha256 } = artifact;
  if (size > MAX_DOWNLOAD_BYTES) throw new DownloadError('This file is too big for a page.');
  const read = async (offset: number): Promise<Uint8Array<ArrayBuffer>> => {
    for (let left = TRIES; ; left--) {
      signal.throwIfAborted();
      try {
        const ids = { buildId };
        const options = { timeoutMs: PIECE_TIMEOUT_MS };
        const piece = await client.request('artifact.read', ids, { path, offset }, options);
        if (piece.size !== size) throw changed();
        return fromBase64(piece.data);
      } catch (error) {
        if (left <= 1 || !isMessagingError(error, 'offline', 'timeout')) throw error;
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  };

  const first = size === 0 ? new Uint8Array() : await read(0);
  const pieceBytes = first.length;
  if (size > 0 && (pieceBytes === 0 || pieceBytes > size)) throw changed();
  const count = size === 0 ? 0 : Math.ceil(size / pieceBytes);
  const pieces: Uint8Array<ArrayBuffer>[] = count === 0 ? [] : [first];
  let received = pieceBytes;
  let next = 1;
  onProgress(received);
  const worker = async () => {
    while (next < count) {
      const index = next;
      next += 1;
      const offset = index * pieceBytes;
      const piece = await read(offset);
      if (piece.length !== Math.min(pieceBytes, size - offset)) throw changed();
      pieces[index] = piece;
      received += piece.length;
      onProgress(received);
    }
  };
  await Promise.all(Array.from({ length: PIECES_AT_ONCE }, worker));
  signal.throwIfAborted();
  // Opaque: a page that a build made must not run as if it were this one.
  const blob = new Blob(pieces, { type: 'application/octet-stream' });
  const hash = sha256 === undefined ? null : await sha256Of(blob);
  if (hash !== null && hash !== sha256) {
    throw new DownloadError('The file is not the one that the build made: its hash differs.');
  }
  return { blob, verified: hash !== null };
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  } catch {
    throw new DownloadError('The agent answered in a way this page does not know.');
  }
}

/** Null in an insecure context. */
async function sha256Of(blob: Blob): Promise<string | null> {
  // Missing there, whatever its type says.
  const subtle = (globalThis.crypto as Partial<Crypto> | undefined)?.subtle;
  if (!subtle) return null;
  const digest = new Uint8Array(await subtle.digest('SHA-256', await blob.arrayBuffer()));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

const MAX_NAME_CHARS = 120;
/** What some file system or other gives a meaning to, and what can't be seen. */
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for.
const UNSAFE = /[\u0000-\u001f\u007f<>:"/\\|?*\p{Cf}]+/gu;

/** Without anything that could lead elsewhere. */
export function safeFileName(path: string): string {
  const name = (path.split(/[/\\]/).at(-1) ?? '')
    .replace(UNSAFE, '_')
    .replace(/^[.\s]+|[.\s]+$/g, '');
  return name === '' ? 'artifact' : Array.from(name).slice(-MAX_NAME_CHARS).join('');
}
