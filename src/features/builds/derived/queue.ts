import { roughly } from '../../../components/steps/timeLeft.ts';
import { estimateOf } from './estimate.ts';
import { historyOf } from './history.ts';
import { type Build, type BuildsState, buildsOf } from '../model/model.ts';

export interface QueuedBuild {
  readonly build: Build;
  readonly position: number;
  /** Until it should begin; null if nothing like it has run. */
  readonly waitMs: number | null;
}

/**
 * The next one first: as they were requested, behind those that are run again because their agent
 * was lost.
 * @param builds of one project, newest first
 */
export function waitingBuilds(builds: readonly Build[]): readonly Build[] {
  return builds
    .filter(({ status }) => status === 'queued')
    .toReversed()
    .toSorted((a, b) => Number(b.attempt > 1) - Number(a.attempt > 1));
}

/** All that waits must be known. @param now the reader's clock */
export function queueOf(
  state: BuildsState,
  projectId: string,
  now: number,
): readonly QueuedBuild[] {
  const builds = buildsOf(state, projectId);
  let waitMs: number | null = 0;
  for (const build of builds) {
    // Builds of other publishers run beside the queue, not before it.
    if (build.status !== 'running' || build.superseded || build.queuedAt === null) continue;
    const estimate = estimateOf(build, historyOf(builds, build), now - build.clockSkewMs);
    waitMs = estimate.kind === 'left' ? waitMs + estimate.ms : null;
    if (waitMs === null) break;
  }
  return waitingBuilds(builds).map((build, index) => {
    const queued = { build, position: index + 1, waitMs };
    const takes = historyOf(builds, build).expectedMs;
    waitMs = waitMs === null || takes === undefined ? null : waitMs + takes;
    return queued;
  });
}

/** "next in the queue", "2nd in the queue, starts in about 3 m". */
export function describeWait({ position, waitMs }: QueuedBuild): string {
  const place = position === 1 ? 'next in the queue' : `${ordinal(position)} in the queue`;
  return waitMs === null || waitMs === 0 ? place : `${place}, starts in ${roughly(waitMs)}`;
}

const suffixes = new Map([
  ['one', 'st'],
  ['two', 'nd'],
  ['few', 'rd'],
]);
const rules = new Intl.PluralRules('en', { type: 'ordinal' });

/** 1 → "1st", 12 → "12th", 22 → "22nd". */
export function ordinal(n: number): string {
  return `${n}${suffixes.get(rules.select(n)) ?? 'th'}`;
}
