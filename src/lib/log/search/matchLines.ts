import type { LogLineInput } from '../rows.ts';
import type { Matcher } from './matcher.ts';
import type { MessageHits } from './pattern.ts';

/** Between batches the page is free. */
export const BATCH = 2_000;
const BATCH_CHARS = 1_000_000;

/** Null for messages of which no line matches. @throws what the matcher throws, and the signal's reason */
export async function matchLines(
  matcher: Matcher,
  lines: readonly LogLineInput[],
  signal: AbortSignal,
): Promise<readonly (MessageHits | null)[]> {
  const found: (MessageHits | null)[] = [];
  for (let from = 0; from < lines.length; ) {
    let chars = 0;
    let to = from;
    while (to < lines.length && to - from < BATCH && (to === from || chars < BATCH_CHARS)) {
      chars += lines[to]?.message.length ?? 0;
      to += 1;
    }
    const batch = lines.slice(from, to).map(({ message }) => message);
    for (const hits of await matcher.match(batch)) found.push(hits);
    signal.throwIfAborted();
    from = to;
  }
  return found;
}
