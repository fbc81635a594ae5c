import type { UsageSample } from '../../src/catalogs/slate/index.ts';

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
