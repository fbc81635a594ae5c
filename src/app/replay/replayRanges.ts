import { type Build, type BuildsState, buildsOf } from '../../features/builds/model/model.ts';
import type { Session } from '../../features/runtimes/model.ts';
import type { TimeRange } from '../../lib/messaging/index.ts';

/** So many of a project's last builds are replayed. */
const LAST_BUILDS = 10;
/** … or what happened in this time. */
const RECENT_MS = 60 * 60_000;
/** The longest that a replay spans. */
const LONGEST_MS = 30 * 24 * 60 * 60_000;
/** Before the first event, and after the last one. */
const MARGIN_MS = 1_000;

/** A project's last builds up to now; without builds, the last hour. */
export function projectRange(builds: BuildsState, projectId: string, now: number): TimeRange {
  const shown = buildsOf(builds, projectId).slice(0, LAST_BUILDS);
  const begins = shown.map(beginOf).filter((time) => time > now - LONGEST_MS);
  const from = begins.length === 0 ? now - RECENT_MS : Math.min(...begins) - MARGIN_MS;
  return { from, to: now };
}

/** A build from its first event to its end, or to now. */
export function buildRange(build: Build, now: number): TimeRange {
  const { endedAt, lastStoredAt } = build;
  const to = endedAt === null || lastStoredAt === null ? now : lastStoredAt + MARGIN_MS;
  return { from: Math.max(beginOf(build) - MARGIN_MS, to - LONGEST_MS), to };
}

/** A process from its start to its end, or to now. */
export function sessionRange(session: Session | null, now: number): TimeRange {
  const { firstStoredAt = null, startedAt = null, endedAt = null } = session ?? {};
  const to = endedAt === null ? now : endedAt + 2 * MARGIN_MS;
  const from = (firstStoredAt ?? startedAt ?? to - RECENT_MS) - MARGIN_MS;
  return { from: Math.max(from, to - LONGEST_MS), to };
}

const beginOf = ({ firstStoredAt, startedAt }: Build) => firstStoredAt ?? startedAt;
