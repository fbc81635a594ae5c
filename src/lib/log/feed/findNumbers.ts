import type { LogBuffer } from '../LogBuffer.ts';
import type { FeedExtent, LogSource } from './feedTypes.ts';
import { pause } from './waiting.ts';

const TRY_AGAIN_MS = 2_000;

export interface Numbered {
  readonly buffer: LogBuffer;
  readonly source: LogSource;
  extent(): FeedExtent | null;
}

/** Asks until the server can tell how many lines lie before those that are loaded. */
export async function findNumbers(feed: Numbered, signal: AbortSignal): Promise<void> {
  const { buffer, source } = feed;
  while (!signal.aborted && buffer.numberOffset === null) {
    const extent = feed.extent();
    if (extent === null) return buffer.setNumberOffset(1);
    const { start, from } = extent;
    const before = await source.history.count(start, from.seq).catch(() => null);
    const now = feed.extent()?.from;
    if (signal.aborted) return;
    if (before === null) await pause(TRY_AGAIN_MS);
    else if (now?.seq === from.seq && now.ordinal === from.ordinal) {
      buffer.setNumberOffset(before + 1 - from.ordinal);
    }
  }
}
