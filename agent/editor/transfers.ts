import { randomUUID } from 'node:crypto';

/** Bytes of one answer; in base64 it stays well below what the server takes. */
const PAGE_BYTES = 192 * 1024;
const KEPT_MS = 60_000;
const MAX_KEPT = 32;

/** The beginning of what is sent in several answers, and where the rest is to be had. */
export type TransferStart = {
  /** Base64. */
  readonly data: string;
  /** Of all, in bytes. */
  readonly size: number;
  readonly transfer: string;
};

interface Kept {
  readonly bytes: Uint8Array;
  readonly userId: string;
  readonly at: number;
}

/** What is too large for one answer, kept for a while for the one who asked. */
export function createTransfers() {
  const kept = new Map<string, Kept>();
  const page = (bytes: Uint8Array, offset: number) =>
    Buffer.from(bytes.subarray(offset, offset + PAGE_BYTES)).toString('base64');
  return {
    begin(bytes: Uint8Array, userId: string): TransferStart {
      const transfer = randomUUID();
      const now = performance.now();
      for (const [id, { at }] of kept) {
        if (now - at > KEPT_MS || kept.size >= MAX_KEPT) kept.delete(id);
      }
      if (bytes.length > PAGE_BYTES) kept.set(transfer, { bytes, userId, at: now });
      return { data: page(bytes, 0), size: bytes.length, transfer };
    },
    /** Base64; null if it is not kept, or another's. */
    read(transfer: string, offset: number, userId: string): string | null {
      const one = kept.get(transfer);
      return one?.userId === userId ? page(one.bytes, offset) : null;
    },
  };
}
