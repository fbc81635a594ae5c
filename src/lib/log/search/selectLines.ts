import type { LogLevel, LogLineInput } from '../rows.ts';
import { createMatcher } from './matcher.ts';
import { matchLines } from './matchLines.ts';
import type { Pattern } from './pattern.ts';

/** Which of a log's lines are meant: those of these levels (of every level, if none is given) that match. */
export interface LineSelection {
  readonly pattern: Pattern | null;
  readonly levels: readonly LogLevel[];
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
 * Runs `work` with what leaves the lines of a selection.
 * @throws PatternTooSlow, and what `work` throws
 */
export async function withSelection<Result>(
  selection: LineSelection,
  signal: AbortSignal,
  work: (select: SelectLines) => Promise<Result>,
): Promise<Result> {
  const levels = new Set(selection.levels);
  const matcher = selection.pattern === null ? null : createMatcher(selection.pattern);
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
