import { isMessagingError } from './messaging/index.ts';

/** Enough to fill a slow line, few enough for the agent to answer others in between. */
const PIECES_AT_ONCE = 4;
/** A reconnect takes a second or two. */
const TRIES = 6;
const RETRY_MS = 500;

/** A file that an agent hands out in pieces of one size. */
export interface PieceSource {
  readonly size: number;
  /** Asks for the piece that begins there: base64, and the size of the whole. */
  ask(offset: number): Promise<{ readonly data: string; readonly size: number }>;
  /** The file is not the one that was meant any more. */
  changed(): Error;
}

/**
 * Fetches a file piece by piece, some at a time, each asked for when there is room for it.
 * @throws what `ask` throws, `changed()`, or the signal's reason
 */
export async function readPieces(
  { size, ask, changed }: PieceSource,
  signal: AbortSignal,
  onProgress: (receivedBytes: number) => void,
): Promise<readonly Uint8Array<ArrayBuffer>[]> {
  const read = async (offset: number): Promise<Uint8Array<ArrayBuffer>> => {
    for (let left = TRIES; ; left--) {
      signal.throwIfAborted();
      try {
        const piece = await ask(offset);
        if (piece.size !== size) throw changed();
        return Uint8Array.from(atob(piece.data), (character) => character.charCodeAt(0));
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
  return pieces;
}
