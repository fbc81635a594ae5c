import { describe, expect, it } from 'vitest';
import {
  addUsage,
  figuresOf,
  gapsOf,
  minutesOf,
  noUsage,
  seriesOf,
  silentMs,
  spanOf,
  type UsagePoint,
  WINDOW_MS,
} from './usage.ts';

const NOW = 1_767_225_600_000;
const point = (at: number, cpuPercent: number | null = 10): UsagePoint => ({
  at: NOW + at,
  cpuPercent,
  memoryBytes: 1_024,
});
const usageOf = (...points: UsagePoint[]) => ({
  ...addUsage(noUsage, points, NOW),
  heartbeatMs: 2_000,
});
const times = ({ points }: { readonly points: readonly UsagePoint[] }) =>
  points.map(({ at }) => at - NOW);

describe('addUsage', () => {
  it('joins what is remembered and what came live, each moment once', () => {
    const live = addUsage(noUsage, [point(4_000), point(6_000)], NOW);
    const both = addUsage(live, [point(0), point(2_000), point(4_000)], NOW);
    expect(times(both)).toEqual([0, 2_000, 4_000, 6_000]);
  });

  it('keeps a window, and so many points at most', () => {
    const usage = addUsage(noUsage, [point(-WINDOW_MS - 1), point(-WINDOW_MS), point(0)], NOW);
    expect(times(usage)).toEqual([-WINDOW_MS, 0]);
    const many = Array.from({ length: 5_000 }, (_, n) => point(n));
    const bounded = addUsage(noUsage, many, NOW);
    expect(bounded.points.length).toBeLessThan(2_000);
    expect(bounded.points.at(-1)?.at).toBe(NOW + 4_999);
  });

  it('is not emptied by one nonsense time, and ignores events without figures', () => {
    const usage = usageOf(point(0));
    expect(addUsage(usage, [point(8e12)], NOW)).toBe(usage);
    expect(addUsage(usage, [{ ...point(5), cpuPercent: null, memoryBytes: null }], NOW)).toBe(
      usage,
    );
  });
});

describe('gaps', () => {
  it('are where three heartbeats were missed, and break the line there', () => {
    const usage = usageOf(point(0), point(2_000), point(8_000), point(14_001), point(16_000));
    expect(gapsOf(usage)).toEqual([{ from: NOW + 8_000, to: NOW + 14_001 }]);
    const { values } = seriesOf(usage, 'cpuPercent');
    expect(values).toEqual([10, 10, 10, null, 10, 10]);
    expect(seriesOf(usage, 'cpuPercent').times).toHaveLength(6);
  });

  it('are found by the usual pace of a publisher that promises none', () => {
    const paced = [0, 10_000, 20_000, 30_000].map((at) => point(at));
    const silent = { ...usageOf(...paced, point(65_000)), heartbeatMs: null };
    expect(gapsOf(silent)).toHaveLength(1);
    expect(gapsOf({ ...usageOf(point(0), point(90_000)), heartbeatMs: null })).toEqual([]);
  });
});

describe('a chart’s span', () => {
  it('is a minute at first, and the window at most', () => {
    expect(spanOf(usageOf(point(0)), 0)).toEqual({ from: NOW - 60_000, to: NOW });
    const long = usageOf(point(-WINDOW_MS), point(0));
    expect(spanOf(long, 0)).toEqual({ from: NOW - WINDOW_MS, to: NOW });
  });

  it('goes on while nothing comes, by this page’s clock, whatever the publisher’s says', () => {
    const usage = { ...usageOf(point(-500_000), point(-498_000)), receivedAt: NOW };
    expect(silentMs(usage, NOW + 6_000)).toBe(0);
    const silent = silentMs(usage, NOW + 7_000);
    expect(silent).toBe(7_000);
    expect(spanOf(usage, silent).to).toBe(NOW - 491_000);
  });
});

describe('the figures in words', () => {
  it('are the last, the average and the peak of what is drawn', () => {
    expect(
      figuresOf([point(0, 10), point(1, 40), point(2, null), point(3, 1)], 'cpuPercent'),
    ).toEqual({ last: 1, average: 17, peak: 40 });
    expect(figuresOf([point(0, null)], 'cpuPercent')).toBeNull();
  });

  it('say of every minute what it had, and of which there is nothing', () => {
    const rows = minutesOf(usageOf(point(0, 10), point(30_000, 20), point(130_000, 5)));
    expect(rows.map(({ at, cpu }) => [at - NOW, cpu?.average, cpu?.peak])).toEqual([
      [120_000, 5, 5],
      [60_000, undefined, undefined],
      [0, 15, 20],
    ]);
    expect(minutesOf(noUsage)).toEqual([]);
  });
});
