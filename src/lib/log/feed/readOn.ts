import type { LogLineInput } from '../logRow.ts';
import type { LogPlace, LogSource } from './feedTypes.ts';
import { linesOf } from './readBefore.ts';

/** A page of lines, and where the next one begins. */
export interface LinesOn {
  readonly lines: readonly LogLineInput[];
  readonly next: LogPlace;
  readonly isLast: boolean;
}

export interface OnRequest {
  readonly place: LogPlace;
  /** Where live reading began. */
  readonly tailSeq: number;
  /** Messages of the page at most. */
  readonly limit: number;
  readonly signal: AbortSignal;
}

/** The page from a place on. @throws MessagingError as History's methods do */
export async function readOn(
  source: LogSource,
  { place, tailSeq, limit, signal }: OnRequest,
): Promise<LinesOn> {
  const hasEnded = source.endTime !== null;
  // What follows a log that has ended is no line of it.
  const ends = hasEnded ? { before: tailSeq } : {};
  const page = await source.history.read({ from: place.seq, ...ends, limit, signal });
  return {
    lines: linesOf(source, page, place.ordinal),
    next: { seq: page.nextSeq, ordinal: place.ordinal + page.messages },
    isLast: page.atEnd || (hasEnded && page.messages < limit),
  };
}
