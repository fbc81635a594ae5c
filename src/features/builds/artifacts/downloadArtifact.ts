import type { BuildArtifact } from '../../../catalogs/slate/index.ts';
import type { MessagingClient } from '../../../lib/messaging/index.ts';
import { readPieces } from '../../../lib/readPieces.ts';

/** The page holds a file whole until it is saved. */
export const MAX_DOWNLOAD_BYTES = 100 * 1024 * 1024;
const PIECE_TIMEOUT_MS = 15_000;

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
  const source = {
    size,
    changed,
    ask: (offset: number) =>
      client.request(
        'artifact.read',
        { buildId },
        { path, offset },
        { timeoutMs: PIECE_TIMEOUT_MS },
      ),
  };
  const pieces = await readPieces(source, signal, onProgress);
  // Opaque: a page that a build made must not run as if it were this one.
  const blob = new Blob([...pieces], { type: 'application/octet-stream' });
  const hash = sha256 === undefined ? null : await sha256Of(blob);
  if (hash !== null && hash !== sha256) {
    throw new DownloadError('The file is not the one that the build made: its hash differs.');
  }
  return { blob, verified: hash !== null };
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
