import { useCallback, useMemo } from 'react';
import type { LogFeed } from './feed/LogFeed.ts';
import { type LogBuffer } from './LogBuffer.ts';
import { isLine, type LogLineInput, orderOf } from './logRow.ts';
import type { RowSource } from './rowSource.ts';
import type { SearchResult } from './LogSearch.tsx';
import type { Hit } from './search/HitList.ts';
import { compilePattern } from './search/pattern.ts';
import type { ScanRequest } from './search/selectLines.ts';
import { useLogScan } from './useLogScan.ts';
import type { LogViewState } from './viewState.ts';

/** The line at an index or the next one below it, as a place; null where there is none. */
export function hitOfRow(buffer: RowSource, index: number): Hit | null {
  for (let i = Math.max(index, buffer.first); i < buffer.end; i++) {
    const row = buffer.get(i);
    if (row !== undefined && isLine(row)) {
      return { seq: buffer.orderAt(i) ?? 0, part: row.part ?? 0 };
    }
  }
  return null;
}

/** Search and filter of a log, as the view's state wants them. */
export function useLogSearch(
  buffer: LogBuffer,
  feed: LogFeed | null,
  isReady: boolean,
  { query, isRegex, mode, levels }: LogViewState,
) {
  const compiled = useMemo(() => compilePattern(query, isRegex), [query, isRegex]);
  const pattern = compiled.kind === 'pattern' ? compiled.pattern : null;
  const request = requestOf();
  const running = useLogScan(buffer, feed, isReady, request);
  const scan = running?.scan ?? null;
  const marksLines = pattern !== null && scan !== null;

  function requestOf(): ScanRequest | null {
    if (pattern === null && levels.length === 0) return null;
    const isFilter = pattern !== null && mode === 'filter';
    return { pattern, levels, results: isFilter ? 'found' : levels.length > 0 ? 'levels' : 'none' };
  }

  const rangesOf = useCallback(
    (line: LogLineInput) =>
      scan?.hits.rangesOf({ seq: orderOf(line) ?? 0, part: line.part ?? 0 }) ?? null,
    [scan],
  );
  return {
    problem: compiled.kind === 'invalid' ? compiled.problem : null,
    /** The rows to show instead of the log's; null while all are shown. */
    results: running?.results ?? null,
    /** What selects these rows; null while all are shown. */
    selection: running?.results ? request : null,
    /** Lines that belong to them, but are beyond what is held at once. */
    leftOut: scan?.leftOut ?? 0,
    emptyText: scan?.progress.phase === 'scanning' ? 'Searching…' : 'No line matches.',
    /** Null while nothing is marked. */
    rangesOf: marksLines ? rangesOf : null,
    describe(current: Hit | null): SearchResult | null {
      if (!marksLines) return null;
      const { progress, hits } = scan;
      const rank = current === null ? null : hits.rankOf(current) + 1;
      return { progress, total: hits.size, current: rank };
    },
    /** What can be stepped through; null while nothing is. */
    running: marksLines ? running : null,
  };
}
