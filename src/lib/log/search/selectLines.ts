import type { LogLevel, LogLineInput } from '../rows.ts';
import { createMatcher } from './matcher.ts';
import { matchLines } from './matchLines.ts';
import type { Pattern } from './pattern.ts';

/** Lines of these levels (all, if none) that match. */
export interface LineSelection {
  readonly pattern: Pattern | null;
  readonly levels: readonly LogLevel[];
}

/** Filters lines in the log's order. */
export type SelectLines = (lines: readonly LogLineInput[]) => Promise<readonly LogLineInput[]>;

export function ofLevels(
  lines: readonly LogLineInput[],
  levels: ReadonlySet<LogLevel>,
): readonly LogLineInput[] {
  return levels.size === 0 ? lines : lines.filter(({ level }) => levels.has(level));
}

/** @throws PatternTooSlow, and what `work` throws */
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
