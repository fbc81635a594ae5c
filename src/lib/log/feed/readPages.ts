import type { LogLineInput } from '../logRow.ts';
import type { LogPlace } from './feedTypes.ts';
import type { LinesOn } from './readOn.ts';

/** What reads a page of lines from a place on. */
export interface PageReader {
  readFrom(place: LogPlace, signal: AbortSignal): Promise<LinesOn>;
}

/** Lines in pages from a sequence up to another one, loaded or not; `before` null is the end. */
export async function* readPages(
  feed: PageReader,
  from: number,
  before: number | null,
  signal: AbortSignal,
): AsyncGenerator<readonly LogLineInput[], void> {
  for (let place: LogPlace = { seq: from, ordinal: 0 }; ; ) {
    const { lines, next, isLast } = await feed.readFrom(place, signal);
    yield before === null ? lines : lines.filter(({ seq }) => seq !== undefined && seq < before);
    if (isLast || (before !== null && next.seq >= before)) return;
    place = next;
  }
}
