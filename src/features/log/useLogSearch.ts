import { useCallback, useMemo, useState } from 'react';
import type { LogFeed } from '../../lib/log/feed/LogFeed.ts';
import { LogBuffer } from '../../lib/log/LogBuffer.ts';
import { isLine, type LogLineInput, orderOf, type RowSource } from '../../lib/log/rows.ts';
import type { SearchResult } from './LogSearch.tsx';
import type { Hit } from '../../lib/log/search/HitList.ts';
import { compilePattern } from '../../lib/log/search/pattern.ts';
import type { LineSelection } from '../../lib/log/search/selectLines.ts';
import { useLogScan } from './useLogScan.ts';
import type { LogViewState } from '../../lib/log/viewState.ts';

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

/** Which lines a reader wants to see; null for all of them. */
function selectionOf(
  pattern: LineSelection['pattern'],
  { mode, levels }: LogViewState,
): LineSelection | null {
  const filter = mode === 'filter' ? pattern : null;
  return filter === null && levels.length === 0 ? null : { pattern: filter, levels };
}

/** Search and filter of a log, as the view's state wants them. */
export function useLogSearch(
  buffer: LogBuffer,
  feed: LogFeed | null,
  isReady: boolean,
  view: LogViewState,
) {
  const { query, isRegex, levels } = view;
  const compiled = useMemo(() => compilePattern(query, isRegex), [query, isRegex]);
  const pattern = compiled.kind === 'pattern' ? compiled.pattern : null;
  const wanted = pattern === null && levels.length === 0 ? null : { pattern, levels };
  const running = useLogScan(buffer, feed, isReady, wanted, true);
  const [noRows] = useState(() => new LogBuffer());
  const scan = running?.scan ?? null;
  const marksLines = pattern !== null && scan !== null;
  /** Also while the search has yet to begin: all lines would come and go. */
  const selection = selectionOf(pattern, view);
  const rows = (selection?.pattern == null ? running?.ofLevels : running?.matching) ?? null;

  const rangesOf = useCallback(
    (line: LogLineInput) =>
      scan?.hits.rangesOf({ seq: orderOf(line) ?? 0, part: line.part ?? 0 }) ?? null,
    [scan],
  );
  return {
    problem: compiled.kind === 'invalid' ? compiled.problem : null,
    /** The rows to show instead of the log's; null while all are shown. */
    results: selection === null ? null : (rows?.buffer ?? noRows),
    /** What selects these rows; null while all are shown. */
    selection,
    /** Whether the line that stands there is among them, if it ever will be. */
    hasPassed: (seq: number) => rows !== null && scan?.hasPassed(seq) === true,
    /** The rows that match, and those of the levels, whether they are shown or not. */
    matching: running?.matching?.buffer ?? null,
    ofLevels: running?.ofLevels?.buffer ?? null,
    /** Lines that belong to them, but are beyond what is held at once. */
    leftOut: rows?.leftOut ?? 0,
    emptyText:
      (scan?.progress.phase ?? 'scanning') === 'scanning' ? 'Searching…' : 'No line matches.',
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
