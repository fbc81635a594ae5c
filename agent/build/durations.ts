import { join } from 'node:path';
import * as z from 'zod/mini';
import { dataFile } from '../dataFile.ts';

const KEPT_RUNS = 11;

/** How long build steps took when they passed. */
export interface Durations {
  /** Median in milliseconds, or undefined for a step that never passed. */
  expected(projectId: string, step: string): number | undefined;
  /** Adds the passed steps of one build. */
  add(projectId: string, passed: readonly { name: string; durationMs: number }[]): void;
}

const fileSchema = z.record(z.string(), z.array(z.number()));

/** Opens `<dataDir>/durations.json`. */
export function openDurations(dataDir: string): Durations {
  const file = dataFile(join(dataDir, 'durations.json'), fileSchema, {});
  const runs = new Map(Object.entries(file.read()));
  const key = (projectId: string, step: string) => `${projectId}/${step}`;
  return {
    expected: (projectId, step) => median(runs.get(key(projectId, step)) ?? []),
    add(projectId, passed) {
      if (passed.length === 0) return;
      for (const { name, durationMs } of passed) {
        const earlier = runs.get(key(projectId, name)) ?? [];
        runs.set(
          key(projectId, name),
          [...earlier, Math.max(1, Math.round(durationMs))].slice(-KEPT_RUNS),
        );
      }
      file.write(Object.fromEntries(runs));
    },
  };
}

/** The middle of an unsorted list; one slow run does not move it. */
export function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  return upper === undefined || lower === undefined ? undefined : (upper + lower) / 2;
}
