import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

/** A few milliseconds of work, so that a page stays responsive in between. */
const PIECE_BYTES = 512 * 1024;

/**
 * SHA-256 of a file in hexadecimal, read piece by piece: the browser's own digest wants it whole.
 * @throws what reading the file throws, or the signal's reason
 */
export async function hashFile(
  file: Blob,
  onProgress: (bytes: number) => void,
  signal: AbortSignal,
): Promise<string> {
  const hash = sha256.create();
  for (let at = 0; at < file.size; at += PIECE_BYTES) {
    signal.throwIfAborted();
    hash.update(new Uint8Array(await file.slice(at, at + PIECE_BYTES).arrayBuffer()));
    onProgress(Math.min(file.size, at + PIECE_BYTES));
  }
  signal.throwIfAborted();
  return bytesToHex(hash.digest());
}
