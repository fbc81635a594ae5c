// Figures from what was measured; pure.

export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
}

/** The usual frame lasts 16.7 ms; one longer than this is seen as a jerk. */
const JERK_MS = 50;

export interface FrameFigures {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
  /** Frames of more than 50 ms. */
  readonly jerks: number;
}

/** @param frames milliseconds between animation frames */
export function frameFigures(frames: readonly number[]): FrameFigures {
  return {
    count: frames.length,
    p50: quantile(frames, 0.5),
    p95: quantile(frames, 0.95),
    max: quantile(frames, 1),
    jerks: frames.filter((ms) => ms > JERK_MS).length,
  };
}

/**
 * How long each line took from its publish to the frame that showed it or, in a view that holds
 * fewer lines than arrive between two frames, a newer one.
 * @param sentAt by line number
 * @param painted newest line and time of each frame, in order
 * @returns milliseconds, one for each line that was sent and painted
 */
export function latencies(
  sentAt: readonly (number | undefined)[],
  painted: readonly (readonly [line: number, at: number])[],
): number[] {
  const found: number[] = [];
  let next = 0;
  for (const [line, at] of painted) {
    for (; next <= line; next++) {
      const sent = sentAt[next];
      if (sent !== undefined) found.push(at - sent);
    }
  }
  return found;
}

/**
 * Lines that are missing, come twice or are out of order among those held. A view may have dropped
 * the oldest, so the first one held is where the count begins.
 * @param numbers of the lines held, in their order
 */
export function countFaults(numbers: readonly number[], lastLine: number): number {
  const [first] = numbers;
  if (first === undefined) return lastLine + 1;
  const breaks = numbers.filter((n, at) => at > 0 && n !== (numbers[at - 1] ?? 0) + 1).length;
  const missing = lastLine - first + 1 - new Set(numbers).size;
  return Math.max(breaks, missing);
}

/** Columns as wide as what they hold; the first one to the left, figures to the right. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [header, ...rows];
  const widths = header.map((_, column) =>
    Math.max(...all.map((row) => (row[column] ?? '').length)),
  );
  const lines = all.map((row) =>
    widths
      .map((width, column) => {
        const cell = row[column] ?? '';
        return column === 0 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd(),
  );
  lines.splice(1, 0, widths.map((width) => '-'.repeat(width)).join('  '));
  return lines.join('\n');
}

/** With one decimal below ten, where it matters. */
export function ms(value: number): string {
  if (Number.isNaN(value)) return '–';
  return value < 10 ? value.toFixed(1) : value.toFixed(0);
}

export function ratio(value: number, base: number): string {
  return Number.isNaN(value / base) ? '–' : (value / base).toFixed(2);
}
