import { plainText } from '../terminal/controls.ts';
import { findFrom, type FoundLine } from './feed/findExtent.ts';
import type { LogFeed } from './feed/LogFeed.ts';
import type { LogBuffer } from './LogBuffer.ts';
import { rangeOf } from './lineRange.ts';
import { isLine, type LogLineInput } from './rows.ts';

/** Afterwards the reader is elsewhere. */
const PATIENCE_MS = 10_000;

/**
 * A step's first line; null if it printed nothing.
 * @param startedAt where to look beyond the loaded lines
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
    // A step at the top of the window may have begun before it.
    const mayBegin = i > buffer.first || feed === null || feed.getState().older === 'nothing';
    if (mayBegin || startedAt === undefined) return buffer.orderAt(i) ?? null;
    break;
  }
  if (feed === null || startedAt === undefined) return null;
  const isOfStep = (line: LogLineInput) => line.step === step;
  const patience = AbortSignal.timeout(PATIENCE_MS);
  return (await findFrom(feed.source, startedAt, isOfStep, patience))?.order ?? null;
}

/** A line known by its text. */
export interface PrintedLine {
  readonly step: string | undefined;
  /** Not older than this. */
  readonly time: number | undefined;
  /** Its beginning; only the first line counts. */
  readonly message: string;
}

/** The first line that fits. @throws MessagingError when the log can't be read */
export async function findPrinted(
  buffer: LogBuffer,
  feed: LogFeed | null,
  printed: PrintedLine,
): Promise<FoundLine | null> {
  const isIt = matcherOf(printed);
  for (let i = buffer.first; i < buffer.end; i++) {
    const row = buffer.get(i);
    if (row === undefined || !isLine(row) || !isIt(row)) continue;
    return { order: buffer.orderAt(i) ?? 0, lines: rangeOf(row) };
  }
  if (feed === null || printed.time === undefined) return null;
  return findFrom(feed.source, printed.time, isIt, AbortSignal.timeout(PATIENCE_MS));
}

function matcherOf({ step, time = -Infinity, message }: PrintedLine) {
  const beginning = firstLine(plainText(message)).replace(/…$/, '');
  return (line: LogLineInput): boolean =>
    line.time >= time &&
    (step === undefined || line.step === step) &&
    firstLine(plainText(line.message)).startsWith(beginning);
}

const firstLine = (text: string) => text.split('\n', 1)[0] ?? '';
