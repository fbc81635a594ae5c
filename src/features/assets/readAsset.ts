import type { AssetRecord } from '../../catalogs/slate/index.ts';
import type { MessagingClient } from '../../lib/messaging/index.ts';
import { readPieces } from '../../lib/readPieces.ts';

/** The page holds a file whole until it is saved or closed. */
export const MAX_PREVIEW_BYTES = 64 * 1024 * 1024;
const MAX_DOWNLOAD_BYTES = 512 * 1024 * 1024;
const PIECE_TIMEOUT_MS = 15_000;

/** In words for its reader. */
export class ReadError extends Error {
  override readonly name = 'ReadError';
}

/** What is to be read: a file, or what a component made of it. */
export interface ReadTarget {
  readonly assetId: string;
  readonly component?: string;
  readonly size: number;
  /** Of the blob; nothing that a browser would run as a page of ours. */
  readonly type: string;
}

/** Types that only ever show or sound: anything else is opaque bytes. */
const shown = /^(?:image\/(?:png|apng|jpeg|webp|gif|avif|svg\+xml|bmp)|(?:audio|video)\/[\w.+-]+)$/;

export const fileOf = ({ assetId, size, type }: AssetRecord): ReadTarget => ({
  assetId,
  size,
  type: shown.test(type) ? type : 'application/octet-stream',
});

/** @throws ReadError, MessagingError, or the signal's reason */
export async function readAsset(
  client: Pick<MessagingClient, 'request'>,
  { assetId, component, size, type }: ReadTarget,
  signal: AbortSignal,
): Promise<Blob> {
  if (size > MAX_DOWNLOAD_BYTES) throw new ReadError('This file is too big for a page.');
  const source = {
    size,
    changed: () => new ReadError('The file was changed meanwhile.'),
    ask: (offset: number) =>
      client.request(
        'asset.read',
        { assetId },
        { offset, ...(component === undefined ? {} : { component }) },
        { timeoutMs: PIECE_TIMEOUT_MS },
      ),
  };
  const pieces = await readPieces(source, signal, () => {});
  return new Blob([...pieces], { type });
}

/** Text is cut, not refused. */
export const MAX_TEXT_BYTES = 192 * 1024;

/** The beginning of a text file. */
export async function readText(
  client: Pick<MessagingClient, 'request'>,
  { assetId, size }: AssetRecord,
): Promise<string> {
  if (size === 0) return '';
  const options = { timeoutMs: PIECE_TIMEOUT_MS };
  const { data } = await client.request('asset.read', { assetId }, { offset: 0 }, options);
  const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
  return new TextDecoder().decode(bytes);
}
