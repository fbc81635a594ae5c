import type { LogLevel, LogLineInput } from '../logRow.ts';
import { createMatcher } from './matcher.ts';
import { matchLines } from './matchLines.ts';
import type { Pattern } from './pattern.ts';

/** What is looked for in a log. */
export interface ScanRequest {
  readonly pattern: Pattern | null;
  readonly levels: readonly LogLevel[];
  /** Whether the rows are wanted: those that are found, or all of these levels. */
  readonly results: 'none' | 'found' | 'levels';
}

/** Takes lines, in the log's order, and leaves those that are shown. */
export type SelectLines = (lines: readonly LogLineInput[]) => Promise<readonly LogLineInput[]>;

/** Lines of these levels; of none given, of every level. */
export function ofLevels(
  lines: readonly LogLineInput[],
  levels: ReadonlySet<LogLevel>,
): readonly LogLineInput[] {
  return levels.size === 0 ? lines : lines.filter(({ level }) => levels.has(level));
}

/**
 * Runs `work` with what selects the lines that a request shows.
 * @throws PatternTooSlow, and what `work` throws
 */
export async function withSelection<Result>(
  request: ScanRequest,
  signal: AbortSignal,
  work: (select: SelectLines) => Promise<Result>,
): Promise<Result> {
  const levels = new Set(request.levels);
  const pattern = request.results === 'found' ? request.pattern : null;
  const matcher = pattern === null ? null : createMatcher(pattern);
  try {
    return await work(async (all) => {
      const lines = ofLevels(all, levels);
      if (matcher === null) return lines;
      const found = await matchLines(matcher, lines, signal);
      return lines.filter((_, i) => found[i] !== null);
    });
  } finally {
    matcher?.close();
  }
}
