import { assertNever } from '../../src/lib/assertNever.ts';
import { numberIn } from '../pages/lineNumber.ts';
import type { ProbeReport } from '../pages/probe.ts';
import type { BenchPage } from './browser.ts';
import { countFaults, type FrameFigures, frameFigures, latencies, quantile } from './figures.ts';
import { type Candidate, isSlate, queryOf } from './candidates.ts';
import type { HotSpot } from './profile.ts';
import type { LogPublisher, LogTarget } from './publisher.ts';
import type { Rig } from './rig.ts';

/** What one candidate did with one stream of lines. */
export interface Run {
  readonly candidate: Candidate;
  /** Until the last line was painted; for the bare ones, until it had arrived. */
  readonly totalMs: number;
  readonly frames: FrameFigures;
  readonly longTasks: ProbeReport['longTasks'];
  /** Seconds of a processor that the page's main thread took. */
  readonly busySeconds: number;
  readonly heapMb: number;
  /** Null where a page keeps no lines. */
  readonly held: number | null;
  /** Missing, doubled or misplaced lines. */
  readonly faults: number;
  /** Publish to paint, milliseconds. */
  readonly latency: { readonly p50: number; readonly p99: number };
  /** How long the publisher took until all was stored. */
  readonly publishMs: number;
  readonly hotSpots: readonly HotSpot[];
}

/** How the lines come: in one burst, in one burst before the page opens the log, or evenly. */
export type Flow =
  | { readonly kind: 'burst' }
  | { readonly kind: 'stored' }
  | { readonly kind: 'steady'; readonly perSecond: number };

export interface RunOptions {
  readonly rig: Rig;
  readonly publisher: LogPublisher;
  readonly candidate: Candidate;
  readonly flow: Flow;
  readonly lines: number;
  readonly profile?: boolean;
}

interface Played {
  readonly startedAt: number;
  readonly publishMs: number;
  readonly sentAt: readonly (number | undefined)[];
}

let runs = 0;

/** One candidate in a fresh page, from its first line to its last. */
export async function run(options: RunOptions): Promise<Run> {
  const { rig, publisher, candidate, flow, lines, profile = false } = options;
  runs += 1;
  const target = { projectId: `bench-${runs}`, buildId: `build-${runs}` };
  const stored = flow.kind === 'stored' ? await play(options, target) : null;
  const bench = await rig.open({
    candidate,
    target,
    path: stored
      ? '/'
      : `/projects/${target.projectId}/builds/${target.buildId}${queryOf(candidate)}`,
  });
  try {
    if (!stored) {
      // The pull consumer; Slate is there by its address.
      if (!isSlate(candidate)) await bench.open();
      await publisher.startBuild(target);
      await bench.untilShown(0);
    }
    await bench.begin(lines);
    const busyBefore = await bench.busySeconds();
    if (profile) await bench.startProfile();
    const played = stored
      ? { ...stored, startedAt: await bench.open() }
      : await play(options, target);
    await bench.untilDone();
    const busySeconds = (await bench.busySeconds()) - busyBefore;
    const hotSpots = profile ? await bench.stopProfile() : [];
    return { ...(await figuresOf(options, bench, played)), busySeconds, hotSpots };
  } finally {
    await bench.close();
    await publisher.purge();
  }
}

async function play({ publisher, flow, lines }: RunOptions, target: LogTarget): Promise<Played> {
  switch (flow.kind) {
    case 'stored':
      await publisher.startBuild(target);
      return { ...(await publisher.burst(target, lines)), sentAt: [] };
    case 'burst':
      return { ...(await publisher.burst(target, lines)), sentAt: [] };
    case 'steady': {
      const startedAt = Date.now();
      const sentAt = await publisher.atRate(target, lines, flow.perSecond);
      return { startedAt, publishMs: Date.now() - startedAt, sentAt };
    }
    default:
      return assertNever(flow);
  }
}

async function figuresOf(
  { candidate, lines }: RunOptions,
  bench: BenchPage,
  { startedAt, publishMs, sentAt }: Played,
): Promise<Omit<Run, 'busySeconds' | 'hotSpots'>> {
  const report = await bench.report();
  const heapMb = await bench.heapMb();
  const held = await bench.held();
  const waits = latencies(sentAt, report.painted);
  return {
    candidate,
    totalMs: (report.lastPaintedAt ?? Number.NaN) - startedAt,
    frames: frameFigures(report.frames),
    longTasks: report.longTasks,
    heapMb,
    held: held?.length ?? null,
    faults: held === null ? lines - (await bench.newest()) : countFaults(held.map(numberIn), lines),
    latency: { p50: quantile(waits, 0.5), p99: quantile(waits, 0.99) },
    publishMs,
  };
}
