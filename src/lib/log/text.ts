import { plainText } from '../terminal/controls.ts';
import type { LogFeed } from './feed/LogFeed.ts';
import { readPages } from './feed/pages.ts';
import type { LogBuffer } from './LogBuffer.ts';
import { isLine, type LogRow, splitLine } from './rows.ts';
import type { SelectLines } from './search/selectLines.ts';
import { isWithin, type LineRange } from './lineRange.ts';

/** Without colours and numbers. */
export function rowText(row: LogRow): string {
  if (isLine(row)) return plainText(row.message);
  return `--- ${row.text}`;
}

/** Everything the buffer holds as text, one line per row. */
export function logText(buffer: LogBuffer): string {
  return linesText([...buffer.rows()].map(rowText));
}

export function linesText(lines: readonly string[]): string {
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

/** Whether the buffer has the whole range. */
function isLoaded(feed: LogFeed | null, { from, to }: LineRange): boolean {
  const extent = feed?.extent() ?? null;
  if (extent === null) return true;
  return from >= extent.from.seq && (extent.away === null || to < extent.away.seq);
}

export function loadedText(
  buffer: LogBuffer,
  feed: LogFeed | null,
  range: LineRange,
): string | null {
  if (!isLoaded(feed, range)) return null;
  const lines: string[] = [];
  for (let i = buffer.indexOf(range.from) ?? buffer.end; i < buffer.end; i++) {
    const row = buffer.get(i);
    if (row === undefined || row.kind === 'marker') continue;
    if (!isWithin(range, row)) break;
    lines.push(rowText(row));
  }
  return linesText(lines);
}

/** Lines of a range, from the stream where they are not loaded. */
export async function rangeText(
  buffer: LogBuffer,
  feed: LogFeed | null,
  range: LineRange,
): Promise<string> {
  const loaded = loadedText(buffer, feed, range);
  if (loaded !== null || feed === null) return loaded ?? '';
  const parts: string[] = [];
  const { signal } = new AbortController();
  const [first, last] = [Math.floor(range.from), Math.floor(range.to)];
  for await (const messages of readPages(feed, first, last + 1, signal)) {
    const lines = messages.flatMap(splitLine).filter((line) => isWithin(range, line));
    parts.push(linesText(lines.map(rowText)));
  }
  return parts.join('');
}

/**
 * The whole log as parts of a file, page by page, so that it need not fit into memory.
 * @param select filters lines
 */
export async function wholeText(
  buffer: LogBuffer,
  feed: LogFeed | null,
  signal: AbortSignal,
  select?: SelectLines,
): Promise<readonly Blob[]> {
  const extent = feed?.extent() ?? null;
  if (feed === null || extent === null || isAll(extent)) {
    if (!select) return [new Blob([logText(buffer)])];
    const lines = await select([...buffer.rows()].filter(isLine));
    return [new Blob([linesText(lines.map(rowText))])];
  }
  const parts: Blob[] = [];
  for await (const page of readPages(feed, extent.start, null, signal)) {
    const lines = select ? await select(page.flatMap(splitLine)) : page;
    parts.push(new Blob([linesText(lines.map(rowText))]));
  }
  return parts;
}

const isAll = ({ start, from, away }: NonNullable<ReturnType<LogFeed['extent']>>) =>
  from.seq <= start && away === null;
