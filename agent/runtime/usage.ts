import type { UsageSample } from '../../src/catalogs/slate/index.ts';
import type { ProcessRow } from '../process/processTable.ts';

export interface Usage {
  /** 100 is one core fully used. */
  readonly cpuPercent: number;
  readonly memoryBytes: number;
}

/** What one moment must remember for the next. */
interface Sample {
  readonly at: number;
  readonly cpuMs: ReadonlyMap<number, number>;
}

/**
 * Measures a process tree: give it the tree's members again and again; CPU is the share since the
 * call before, 0 at the first. Processes that ended in between count as long as they were seen.
 * @param clock milliseconds, monotone
 */
export function createUsageMeter(
  clock: () => number = () => performance.now(),
): (members: readonly ProcessRow[]) => Usage {
  let before: Sample | null = null;
  return (members) => {
    const now: Sample = { at: clock(), cpuMs: new Map(members.map((row) => [row.pid, row.cpuMs])) };
    const memoryBytes = members.reduce((sum, row) => sum + row.memoryBytes, 0);
    const cpuPercent = before === null ? 0 : share(before, now);
    before = now;
    return { cpuPercent, memoryBytes };
  };
}

function share(before: Sample, now: Sample): number {
  const elapsedMs = now.at - before.at;
  if (elapsedMs <= 0) return 0;
  let usedMs = 0;
  for (const [pid, cpuMs] of now.cpuMs) usedMs += Math.max(0, cpuMs - (before.cpuMs.get(pid) ?? 0));
  return Math.round((usedMs / elapsedMs) * 1000) / 10;
}

/** 15 minutes at one every 2 s: enough to see a leak, small enough for every session known. */
const KEPT_SAMPLES = 450;

/** The last figures of one session, so that a chart that is opened late begins full. */
export interface UsageHistory {
  add(sample: UsageSample): void;
  /** Oldest first. */
  list(): UsageSample[];
}

export function createUsageHistory(max = KEPT_SAMPLES): UsageHistory {
  const samples: UsageSample[] = [];
  return {
    add(sample) {
      samples.push(sample);
      if (samples.length > max) samples.shift();
    },
    list: () => [...samples],
  };
}
