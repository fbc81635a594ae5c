import { findFrom } from '../feed/findExtent.ts';
import type { LogFeed } from '../feed/LogFeed.ts';
import type { LogBuffer } from '../LogBuffer.ts';
import { isLine, type LogLineInput } from '../rows.ts';

/** After this the reader has gone elsewhere. */
export const PATIENCE_MS = 10_000;

/**
 * Where a step's first line stands; null if it has printed nothing.
 * @param startedAt milliseconds since the epoch: where to look if that line is not loaded
 * @throws MessagingError when it can't be read
 */
export async function findStep(
  buffer: LogBuffer,
  feed: LogFeed | null,
  step: string,
  startedAt: number | undefined,
): Promise<number | null> {
  for (let i = buffer.first; i < buffer.end; i++) {
    const row = buffer.get(i);
    if (row === undefined || !isLine(row) || row.step !== step) continue;
    // A step whose lines begin the window may have begun before it.
    const mayBegin = i > buffer.first || feed === null || feed.getState().older === 'nothing';
    if (mayBegin || startedAt === undefined) return buffer.orderAt(i) ?? null;
    break;
  }
  if (feed === null || startedAt === undefined) return null;
  const isOfStep = (line: LogLineInput) => line.step === step;
  return findFrom(feed.source, startedAt, isOfStep, AbortSignal.timeout(PATIENCE_MS));
}
