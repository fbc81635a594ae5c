/** Sequences that one page spans at first. */
export const FIRST_SPAN = 2_000;
const WIDER = 4;
const WIDEST = 2 ** 40;

/** A page that ends where the window begins. A sequence is at most one message of ours. */
export interface OlderPage {
  readonly from: number;
  readonly before: number;
}

/**
 * Which sequences to read next on the way up. JetStream reads forward only, and nobody knows how
 * many of the stream's messages are this log's: the span follows from what the last page brought.
 * @param before the first sequence that is held
 * @param start the log's first sequence
 * @returns null when nothing older is left
 */
export function planOlder(before: number, start: number, span: number): OlderPage | null {
  return before <= start ? null : { from: Math.max(start, before - span), before };
}

/**
 * The span of the page after one that brought `messages`.
 * @param target messages that a page should have
 */
export function nextSpan(span: number, messages: number, target: number): number {
  if (messages < target / WIDER) return Math.min(WIDEST, span * WIDER);
  return messages > target ? Math.max(target, Math.floor(span / WIDER)) : span;
}
