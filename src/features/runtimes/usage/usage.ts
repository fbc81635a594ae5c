import type { ChartSeries, ChartSpan } from '../../../components/chart/series.ts';
import type { UsageSample } from '../../../catalogs/slate/index.ts';
import type { Delivery } from '../../../lib/messaging/index.ts';

/** What is charted. Older figures are forgotten, so that a page can stay open for weeks. */
export const WINDOW_MS = 15 * 60_000;
/** For publishers that send more often than anybody can see. */
const MAX_POINTS = 1_800;
/** One event with a nonsense time must not push the real ones out of the window. */
const MAX_AHEAD_MS = 24 * 3_600_000;
/** A chart that begins to fill is not stretched over its whole width. */
const MIN_SPAN_MS = 60_000;
/** A line breaks where this many heartbeats were missed. */
const MISSED_HEARTBEATS = 3;
/** With fewer figures nobody can say how often they should come. */
const POINTS_TO_GUESS_FROM = 4;

/** What a process used at one moment, by its publisher's clock. */
export interface UsagePoint {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** 100 is one core fully used. */
  readonly cpuPercent: number | null;
  readonly memoryBytes: number | null;
}
export type UsageKey = 'cpuPercent' | 'memoryBytes';

export interface Usage {
  /** By time, one for each moment. */
  readonly points: readonly UsagePoint[];
  /** How often the publisher promised to send figures. */
  readonly heartbeatMs: number | null;
  /** When the last one came, by this page's clock; null before the first. */
  readonly receivedAt: number | null;
}

export const noUsage: Usage = { points: [], heartbeatMs: null, receivedAt: null };

export function usagePoint({ at, cpuPercent, memoryBytes }: UsageSample): UsagePoint {
  return { at, cpuPercent: cpuPercent ?? null, memoryBytes: memoryBytes ?? null };
}

/**
 * Adds figures, live ones and remembered ones in any order; pure. Those of one moment are one.
 * @param now this page's clock, milliseconds since the epoch
 */
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

/** Adds the figures of one session's status events; pure. @param now as in addUsage */
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

/** The longest pause, in milliseconds, that is none; Infinity while nobody can say. */
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

/** Where figures are missing between others. */
export function gapsOf(usage: Usage): readonly UsageGap[] {
  const longest = longestPauseMs(usage);
  return usage.points.flatMap((point, index) => {
    const before = usage.points[index - 1];
    return before && point.at - before.at > longest ? [{ from: before.at, to: point.at }] : [];
  });
}

/**
 * For how long a running process has sent no figures, in milliseconds; 0 while they come as promised.
 * @param now this page's clock
 */
export function silentMs(usage: Usage, now: number): number {
  if (usage.receivedAt === null) return 0;
  const ms = now - usage.receivedAt;
  return ms > longestPauseMs(usage) ? ms : 0;
}

/** What the charts' time axes show. @param silent see `silentMs`: the axis goes on without a line */
export function spanOf({ points }: Usage, silent: number): ChartSpan {
  const to = (points.at(-1)?.at ?? 0) + silent;
  const length = Math.min(WINDOW_MS, Math.max(MIN_SPAN_MS, to - (points[0]?.at ?? to)));
  return { from: to - length, to };
}

/** One line of a chart, broken where there is a gap. */
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

/** A line in three numbers; null when there is none. */
export function figuresOf(points: readonly UsagePoint[], key: UsageKey): UsageFigures | null {
  const values = points.flatMap((point) => point[key] ?? []);
  const last = values.at(-1);
  if (last === undefined) return null;
  const average = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { last, average, peak: Math.max(...values) };
}

/** One row of the table that says what the charts show. */
export interface UsageMinute {
  /** Milliseconds since the epoch, a full minute. */
  readonly at: number;
  /** Null for a minute without figures. */
  readonly cpu: UsageFigures | null;
  readonly memory: UsageFigures | null;
}

const MINUTE_MS = 60_000;

/** Every minute from the newest to the oldest, those without figures too. */
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

/** The middle of some numbers, the lower of two middles; 0 for none. */
function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}
