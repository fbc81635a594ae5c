import type { MetricsSnapshot } from '../../lib/messaging/index.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

/** How long figures are kept, and for how long every second of them. */
export const KEPT_MS = 30 * MINUTE_MS;
const FINE_MS = 5 * MINUTE_MS;
/** Between samples while nothing shows them, and between those that are older. */
export const COARSE_MS = 10 * SECOND_MS;

const counters = [
  'messagesIn',
  'messagesOut',
  'bytesIn',
  'bytesOut',
  'duplicates',
  'unknown',
  'invalid',
  'reconnects',
] as const;
export type Counter = (typeof counters)[number];

/** What the client had counted at one time. */
export interface Sample {
  readonly at: number;
  readonly isLive: boolean;
  readonly counts: Readonly<Record<Counter, number>>;
  readonly outbox: number;
  /** Values per bucket of the client's histograms. */
  readonly rtt: readonly number[];
  readonly delivery: readonly number[];
}

export function sampleOf(metrics: MetricsSnapshot, isLive: boolean, at: number): Sample {
  return {
    at,
    isLive,
    counts: metrics,
    outbox: metrics.outboxDepth,
    rtt: metrics.rttMs.counts,
    delivery: metrics.deliveryMs.counts,
  };
}

/** Adds the newest sample; what is older than some minutes is thinned out, and dropped in the end. */
export function withSample(samples: readonly Sample[], added: Sample): readonly Sample[] {
  const kept: Sample[] = [];
  for (const sample of samples) {
    if (sample.at <= added.at - KEPT_MS || sample.at >= added.at) continue;
    const before = kept.at(-1);
    const isOld = sample.at <= added.at - FINE_MS;
    if (isOld && before && sample.at - before.at < COARSE_MS - SECOND_MS / 2) continue;
    kept.push(sample);
  }
  return [...kept, added];
}

/** What happened between two samples. */
export interface Interval {
  readonly from: number;
  readonly to: number;
  /** Per second. */
  readonly rates: Readonly<Record<Counter, number>>;
  readonly totals: Readonly<Record<Counter, number>>;
  readonly outbox: number;
  readonly rtt: readonly number[];
  readonly delivery: readonly number[];
}

/** Null if the page was asleep in between: an average over hours says nothing. */
export function intervalOf(from: Sample, to: Sample): Interval | null {
  const ms = to.at - from.at;
  if (ms <= 0 || ms > 3 * COARSE_MS) return null;
  const totals = mapCounters((name) => Math.max(0, to.counts[name] - from.counts[name]));
  return {
    ...{ from: from.at, to: to.at, totals },
    rates: mapCounters((name) => (totals[name] * SECOND_MS) / ms),
    outbox: to.outbox,
    rtt: difference(to.rtt, from.rtt),
    delivery: difference(to.delivery, from.delivery),
  };
}

function mapCounters(value: (name: Counter) => number): Record<Counter, number> {
  return Object.fromEntries(counters.map((name) => [name, value(name)])) as Record<Counter, number>;
}

const difference = (after: readonly number[], before: readonly number[]) =>
  after.map((count, index) => Math.max(0, count - (before[index] ?? 0)));

/** All that happened in the last `ms`, as far as it is known. */
export function recentOf(samples: readonly Sample[], ms: number): Interval | null {
  const last = samples.at(-1);
  const first = last && samples.find(({ at }) => at >= last.at - ms);
  if (!first || !last || first === last) return null;
  const totals = mapCounters((name) => Math.max(0, last.counts[name] - first.counts[name]));
  const span = last.at - first.at;
  return {
    ...{ from: first.at, to: last.at, totals, outbox: last.outbox },
    rates: mapCounters((name) => (totals[name] * SECOND_MS) / span),
    rtt: difference(last.rtt, first.rtt),
    delivery: difference(last.delivery, first.delivery),
  };
}

/**
 * An upper estimate from values per bucket; null without any.
 * @param bounds of all buckets but the last one, which has none
 */
export function percentile(
  bounds: readonly number[],
  counts: readonly number[],
  share: number,
): number | null {
  const all = counts.reduce((sum, count) => sum + count, 0);
  if (all === 0) return null;
  const rank = Math.ceil(all * share);
  let seen = 0;
  for (const [index, count] of counts.entries()) {
    seen += count;
    if (seen >= rank) return bounds[index] ?? bounds.at(-1) ?? null;
  }
  return bounds.at(-1) ?? null;
}

export interface Figures {
  readonly times: readonly number[];
  /** Null where nothing is known. */
  readonly values: readonly (number | null)[];
}

/** A line through the samples from a time on. */
export function lineOf(
  samples: readonly Sample[],
  from: number,
  value: (interval: Interval) => number | null,
): Figures {
  const times: number[] = [];
  const values: (number | null)[] = [];
  for (const [index, sample] of samples.entries()) {
    const before = samples[index - 1];
    if (!before || sample.at < from) continue;
    const interval = intervalOf(before, sample);
    times.push(sample.at);
    values.push(interval && sample.isLive ? value(interval) : null);
  }
  return { times, values };
}

export interface Summary {
  readonly last: number;
  readonly average: number;
  readonly peak: number;
}

/** Null if nothing is known. */
export function summaryOf({ values }: Figures): Summary | null {
  const known = values.filter((value) => value !== null);
  const last = known.at(-1);
  if (last === undefined) return null;
  const average = known.reduce((sum, value) => sum + value, 0) / known.length;
  return { last, average, peak: Math.max(...known) };
}
