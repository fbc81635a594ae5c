import type { ChartSeries, ChartSpan } from '../../../components/chart/series.ts';
import type { UsageSample } from '../../../catalogs/slate/index.ts';
import type { Delivery } from '../../../lib/messaging/index.ts';

/** Older figures are forgotten, so that a page can stay open for weeks. */
export const WINDOW_MS = 15 * 60_000;
/** For publishers that send more often than can be seen. */
const MAX_POINTS = 1_800;
/** One nonsense time must not push real figures out of the window. */
const MAX_AHEAD_MS = 24 * 3_600_000;
/** A new chart is not stretched over its whole width. */
const MIN_SPAN_MS = 60_000;
/** A line breaks where this many heartbeats were missed. */
const MISSED_HEARTBEATS = 3;
/** With fewer figures the interval can't be guessed. */
const POINTS_TO_GUESS_FROM = 4;

export interface UsagePoint {
  readonly at: number;
  /** 100 is one core fully used. */
  readonly cpuPercent: number | null;
  readonly memoryBytes: number | null;
}
export type UsageKey = 'cpuPercent' | 'memoryBytes';

export interface Usage {
  /** By time, one for each moment. */
  readonly points: readonly UsagePoint[];
  /** The promised interval. */
  readonly heartbeatMs: number | null;
  /** By this page's clock. */
  readonly receivedAt: number | null;
}

export const noUsage: Usage = { points: [], heartbeatMs: null, receivedAt: null };

export function usagePoint({ at, cpuPercent, memoryBytes }: UsageSample): UsagePoint {
  return { at, cpuPercent: cpuPercent ?? null, memoryBytes: memoryBytes ?? null };
}

/** Adds live and remembered figures in any order; pure. | @param now this page's clock */
export function addUsage(usage: Usage, added: readonly UsagePoint[], now: number): Usage {
  const fresh = added.filter(
    ({ at, cpuPercent, memoryBytes }) =>
      at <= now + MAX_AHEAD_MS && (cpuPercent !== null || memoryBytes !== null),
  );
  if (fresh.length === 0) return usage;
  const byTime = new Map([...usage.points, ...fresh].map((point) => [point.at, point]));
  const sorted = [...byTime.values()].sort((a, b) => a.at - b.at);
  const oldest = (sorted.at(-1)?.at ?? 0) - WINDOW_MS;
  const points = sorted.filter(({ at }) => at >= oldest).slice(-MAX_POINTS);
  return { ...usage, points, receivedAt: now };
}

/** Pure. @param now as in addUsage */
export function addUsageEvents(
  usage: Usage,
  deliveries: readonly Delivery<'slate.runtime.status.*'>[],
  sessionId: string,
  now: number,
): Usage {
  const own = deliveries.map(({ event }) => event).filter((event) => event.sessionId === sessionId);
  const points = own.map(({ timestamp: at, data }) => usagePoint({ ...data, at }));
  const heartbeatMs = own.at(-1)?.data?.heartbeatMs ?? usage.heartbeatMs;
  const next = addUsage(usage, points, now);
  return heartbeatMs === next.heartbeatMs ? next : { ...next, heartbeatMs };
}

/** The longest pause that is no gap; Infinity while unknown. */
function longestPauseMs({ points, heartbeatMs }: Usage): number {
  if (heartbeatMs !== null) return heartbeatMs * MISSED_HEARTBEATS;
  if (points.length < POINTS_TO_GUESS_FROM) return Number.POSITIVE_INFINITY;
  const pauses = points.slice(1).map((point, index) => point.at - (points[index]?.at ?? 0));
  return median(pauses) * MISSED_HEARTBEATS;
}

export interface UsageGap {
  readonly from: number;
  readonly to: number;
}

/** Where figures are missing. */
export function gapsOf(usage: Usage): readonly UsageGap[] {
  const longest = longestPauseMs(usage);
  return usage.points.flatMap((point, index) => {
    const before = usage.points[index - 1];
    return before && point.at - before.at > longest ? [{ from: before.at, to: point.at }] : [];
  });
}

/**
 * How long a running process has sent no figures; 0 while they come as promised.
 * @param now this page's clock
 */
export function silentMs(usage: Usage, now: number): number {
  if (usage.receivedAt === null) return 0;
  const ms = now - usage.receivedAt;
  return ms > longestPauseMs(usage) ? ms : 0;
}

/** @param silent see `silentMs`: the axis goes on without a line */
export function spanOf({ points }: Usage, silent: number): ChartSpan {
  const to = (points.at(-1)?.at ?? 0) + silent;
  const length = Math.min(WINDOW_MS, Math.max(MIN_SPAN_MS, to - (points[0]?.at ?? to)));
  return { from: to - length, to };
}

/** Broken at gaps. */
export function seriesOf(usage: Usage, key: UsageKey): ChartSeries {
  const gapEnds = new Set(gapsOf(usage).map(({ to }) => to));
  const times: number[] = [];
  const values: (number | null)[] = [];
  for (const [index, point] of usage.points.entries()) {
    const before = usage.points[index - 1];
    if (before && gapEnds.has(point.at)) {
      times.push((before.at + point.at) / 2);
      values.push(null);
    }
    times.push(point.at);
    values.push(point[key]);
  }
  return { times, values };
}

export interface UsageFigures {
  readonly last: number;
  readonly average: number;
  readonly peak: number;
}

/** Null without values. */
export function figuresOf(points: readonly UsagePoint[], key: UsageKey): UsageFigures | null {
  const values = points.flatMap((point) => point[key] ?? []);
  const last = values.at(-1);
  if (last === undefined) return null;
  const average = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { last, average, peak: Math.max(...values) };
}

/** A row of the table. */
export interface UsageMinute {
  /** A full minute. */
  readonly at: number;
  /** Null without figures. */
  readonly cpu: UsageFigures | null;
  readonly memory: UsageFigures | null;
}

const MINUTE_MS = 60_000;

/** Newest to oldest, those without figures too. */
export function minutesOf({ points }: Usage): readonly UsageMinute[] {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return [];
  const minuteOf = (at: number) => Math.floor(at / MINUTE_MS) * MINUTE_MS;
  const rows: UsageMinute[] = [];
  for (let at = minuteOf(last.at); at >= minuteOf(first.at); at -= MINUTE_MS) {
    const within = points.filter((point) => minuteOf(point.at) === at);
    rows.push({
      at,
      cpu: figuresOf(within, 'cpuPercent'),
      memory: figuresOf(within, 'memoryBytes'),
    });
  }
  return rows;
}

/** The lower of two middles; 0 for none. */
function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}
