/** Both lists have the same length; null breaks the line. */
export interface ChartSeries {
  /** Milliseconds since the epoch, rising. */
  readonly times: readonly number[];
  readonly values: readonly (number | null)[];
}

export interface ChartSpan {
  readonly from: number;
  readonly to: number;
}

/** Points between two gaps, drawn as dots. */
export function lonePoints({ values }: ChartSeries): number[] {
  const missing = (index: number) => values[index] == null;
  return values.flatMap((value, index) =>
    value !== null && missing(index - 1) && missing(index + 1) ? [index] : [],
  );
}

const steps = {
  percent: [1, 2, 5, 10, 20, 25, 50, 100, 200, 400, 800, 1_600, 3_200, 6_400],
  /** Anything else that is counted or measured: 1, 2, 5, 10, … */
  count: Array.from(
    { length: 30 },
    (_, n) => (n % 3 === 0 ? 1 : n % 3 === 1 ? 2 : 5) * 10 ** Math.floor(n / 3),
  ),
  bytes: Array.from({ length: 42 }, (_, power) => 2 ** (power + 10)),
} as const satisfies Record<string, readonly number[]>;

export type ChartUnit = keyof typeof steps;

export function axisSteps(unit: ChartUnit): number[] {
  return [...steps[unit]];
}

/** Some space above the peak, at a whole step. */
export function axisTop(unit: ChartUnit, peak: number): number {
  const wanted = Math.max(peak, 0) * 1.1;
  const step = steps[unit].find((each) => each * 4 >= wanted) ?? Math.max(wanted / 4, 1);
  return Math.max(Math.ceil(wanted / step), 2) * step;
}
