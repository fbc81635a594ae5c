import { leafSteps, type Step, type StepStatus } from '../../lib/steps.ts';

/** Milliseconds since the build began. */
export interface Span {
  start: number;
  /** Null before it begins. */
  spent: number | null;
  /** Spent plus what is still expected. */
  expected: number;
}

export interface PlacedStep<S extends Step = Step> {
  step: S;
  status: StepStatus;
  /** "outer / inner", as in logs and events. */
  path: string;
  span: Span;
  steps: PlacedStep[];
}

export interface Waterfall {
  steps: PlacedStep[];
  /** At least 1. */
  total: number;
}

/**
 * The failed or cancelled step, or the one that runs.
 * @param isOpen whether inner steps are shown in its place
 */
export function stepThatMatters(
  steps: readonly PlacedStep[],
  isOpen: (placed: PlacedStep) => boolean,
): PlacedStep | null {
  const shown = (placed: PlacedStep): readonly PlacedStep[] =>
    placed.steps.length > 0 && isOpen(placed) ? placed.steps.flatMap(shown) : [placed];
  const all = steps.flatMap(shown);
  for (const status of ['failed', 'cancelled', 'running']) {
    const found = all.find((placed) => placed.status === status);
    if (found !== undefined) return found;
  }
  return null;
}

/**
 * Steps to come follow each other, so that the axis shows the expected end. A running step without
 * a start begins where the last one ended.
 * @param now by the clock of `startedAt`
 */
export function layOutSteps(steps: readonly Step[], now: number): Waterfall {
  const starts = leafSteps(steps).flatMap(({ step }) => step.startedAt ?? []);
  const origin = starts.length > 0 ? Math.min(...starts) : now;
  let cursor = 0;
  let total = 1;
  const placeLeaf = (step: Step): Span => {
    const start = step.startedAt === undefined ? cursor : step.startedAt - origin;
    const span = { start, spent: spentOf(step, start, now - origin), expected: 0 };
    const open =
      step.status === 'running' || step.status === 'pending' || step.status === undefined;
    span.expected = Math.max(span.spent ?? 0, open ? (step.expectedMs ?? 0) : 0);
    cursor = Math.max(cursor, start + span.expected);
    total = Math.max(total, cursor);
    return span;
  };
  const place = (step: Step, outer: string): PlacedStep => {
    const path = outer === '' ? step.name : `${outer} / ${step.name}`;
    if (!step.steps || step.steps.length === 0) {
      const status = step.status ?? 'pending';
      return { step, status, path, span: placeLeaf(step), steps: [] };
    }
    const inner = step.steps.map((one) => place(one, path));
    return { step, status: statusOf(step, inner), path, span: around(inner), steps: inner };
  };
  const placed = steps.map((step) => place(step, ''));
  return { steps: placed, total };
}

/** From the first begin to the last expected end. */
function around(steps: readonly PlacedStep[]): Span {
  const begun = steps.flatMap(({ span }) => (span.spent === null ? [] : [span]));
  const counted = begun.length > 0 ? begun : steps.map(({ span }) => span);
  const start = Math.min(...counted.map((span) => span.start));
  const end = Math.max(...steps.map(({ span }) => span.start + span.expected));
  const spentUntil = Math.max(...begun.map((span) => span.start + (span.spent ?? 0)));
  return {
    start,
    spent: begun.length > 0 ? spentUntil - start : null,
    expected: Math.max(0, end - start),
  };
}

/** Publishers may leave out what inner steps say. */
function statusOf(step: Step, inner: readonly PlacedStep[]): StepStatus {
  if (step.status) return step.status;
  const statuses = inner.map(({ status }) => status);
  for (const decisive of ['failed', 'cancelled', 'running'] as const) {
    if (statuses.includes(decisive)) return decisive;
  }
  if (!statuses.includes('pending')) return statuses.includes('passed') ? 'passed' : 'skipped';
  return statuses.includes('passed') ? 'running' : 'pending';
}

function spentOf(step: Step, start: number, elapsed: number): number | null {
  if (step.durationMs !== undefined) return step.durationMs;
  if (step.status === 'running') return Math.max(0, elapsed - start);
  return null;
}

const TICK_STEPS_S = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200,
];

/** Round times for the grid, without 0 and the end: at most four. */
export function axisTicks(total: number): number[] {
  const stepS = TICK_STEPS_S.find((s) => total / (s * 1000) <= 5) ?? Math.ceil(total / 5000);
  const ticks: number[] = [];
  for (let at = stepS * 1000; at < total * 0.97; at += stepS * 1000) ticks.push(at);
  return ticks;
}
