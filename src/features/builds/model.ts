import { assertNever } from '../../lib/assertNever.ts';
import { entryOf } from '../../lib/entryOf.ts';
import type { BuildStep, Delivery } from '../../lib/messaging/index.ts';

export type BuildStatus = 'queued' | 'running' | 'completed' | 'failed' | 'cancelled';

export interface BuildFailure {
  readonly step: string | null;
  readonly exitCode: number | null;
  readonly message: string | null;
  readonly lastLines: readonly string[];
}

/** One build as its events tell it. Times are the publisher's clock, milliseconds since the epoch. */
export interface Build {
  /** The buildId, or one made from the first event's time when the publisher sends none. */
  readonly key: string;
  readonly projectId: string;
  /** Events without a buildId made it: a CI system that knows only projects. */
  readonly anonymous: boolean;
  readonly status: BuildStatus;
  /** It has run, or runs: it did not only wait. */
  readonly begun: boolean;
  /** 0 to 100; null while not known. */
  readonly percent: number | null;
  readonly step: string | null;
  readonly steps: readonly BuildStep[];
  /** 1 for its first run; more if it was run again because its agent was lost. */
  readonly attempt: number;
  /** When its present run began; for a build that waits, when it was queued. */
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly startedBy: string | null;
  readonly cancelledBy: string | null;
  readonly failure: BuildFailure | null;
  /** When the server stored its first and last event: where its log begins and ends. */
  readonly firstStoredAt: number | null;
  readonly lastStoredAt: number | null;
  /** Its publisher says something at least this often while it runs; null if it has not promised. */
  readonly heartbeatMs: number | null;
  /** When this reader heard its last event, by the reader's own clock. */
  readonly heardAt: number;
}

/** Whether a build that claims to run can be believed. */
export type Liveness = 'fresh' | 'stalled' | 'lost';

const STALLED_AFTER_HEARTBEATS = 3;
const LOST_AFTER_HEARTBEATS = 12;

export interface BuildsState {
  readonly builds: Readonly<Record<string, Build>>;
  /** Keys by project, newest first. */
  readonly byProject: Readonly<Record<string, readonly string[]>>;
}

export const noBuilds: BuildsState = { builds: {}, byProject: {} };

export type BuildDelivery = Delivery<`slate.build.*.${string}`>;
type BuildEvent = Exclude<BuildDelivery['event'], { type: 'log' }>;

/**
 * The project's newest build: what "the current build" means on the wire. Builds that only wait (or
 * were cancelled while they did) come behind one that runs.
 */
export function latestBuild(state: BuildsState, projectId: string): Build | null {
  const builds = buildsOf(state, projectId);
  const begun = builds.find((build) => build.begun);
  return (begun?.status === 'running' ? begun : builds[0]) ?? null;
}

/**
 * Whether a running build was heard of lately enough.
 * @param now the reader's clock, as given to applyBuildEvent
 */
export function livenessOf({ status, heartbeatMs, heardAt }: Build, now: number): Liveness {
  if (status !== 'running' || heartbeatMs === null) return 'fresh';
  const missed = (now - heardAt) / heartbeatMs;
  if (missed > LOST_AFTER_HEARTBEATS) return 'lost';
  return missed > STALLED_AFTER_HEARTBEATS ? 'stalled' : 'fresh';
}

/** A project's builds, newest first. */
export function buildsOf(state: BuildsState, projectId: string): readonly Build[] {
  return (entryOf(state.byProject, projectId) ?? []).flatMap((key) => state.builds[key] ?? []);
}

/**
 * Applies one event; pure. Any publisher will do: order and completeness are not taken for granted.
 * @param now the reader's clock, milliseconds since the epoch
 */
export function applyBuildEvent(
  state: BuildsState,
  { event, meta }: BuildDelivery,
  now: number,
): BuildsState {
  if (event.type === 'log') return state;
  const current = findBuild(state, event);
  const attempt = event.data?.attempt ?? current?.attempt ?? 1;
  // An agent that was thought lost still speaks, but another one runs the build now.
  if (current && attempt < current.attempt) return state;
  const stored = meta.storedAt ?? null;
  const known = current ?? newBuild(event, stored);
  const base = attempt > known.attempt ? runAgain(known, event, attempt) : known;
  const heard = { ...base, heardAt: now, lastStoredAt: stored ?? base.lastStoredAt };
  return put(state, advance(heard, event), current === null);
}

function findBuild(state: BuildsState, event: BuildEvent): Build | null {
  const buildId = event.data?.buildId;
  if (buildId !== undefined) return entryOf(state.builds, buildId) ?? null;
  const latest = latestBuild(state, event.projectId);
  // Without an id, news of a build that has ended can only mean the next one.
  const goesOn = latest !== null && latest.status === 'running' && event.type !== 'started';
  return goesOn ? latest : null;
}

function newBuild(event: BuildEvent, stored: number | null): Build {
  const buildId = event.data?.buildId;
  return {
    key: buildId ?? `at-${Math.round(event.timestamp)}`,
    projectId: event.projectId,
    anonymous: buildId === undefined,
    status: event.type === 'queued' ? 'queued' : 'running',
    begun: false,
    percent: null,
    step: null,
    steps: [],
    attempt: event.data?.attempt ?? 1,
    startedAt: event.timestamp,
    endedAt: null,
    startedBy: null,
    cancelledBy: null,
    failure: null,
    firstStoredAt: stored,
    lastStoredAt: stored,
    heartbeatMs: null,
    heardAt: 0,
  };
}

/** The same build from its beginning: what the lost run had reached says nothing any more. */
function runAgain(build: Build, event: BuildEvent, attempt: number): Build {
  const { key, projectId, startedBy, firstStoredAt, begun } = build;
  const fresh = newBuild(event, firstStoredAt);
  return { ...fresh, key, projectId, anonymous: build.anonymous, startedBy, begun, attempt };
}

function advance(build: Build, event: BuildEvent): Build {
  if (hasEnded(build)) return afterEnd(build, event);
  switch (event.type) {
    case 'queued':
      return { ...build, startedBy: event.data?.startedBy ?? build.startedBy };
    case 'started': {
      const told = { ...run(build, event), ...stepsOf(event) };
      return { ...told, startedBy: event.data?.startedBy ?? told.startedBy };
    }
    case 'progress': {
      const told = { ...run(build, event), ...stepsOf(event) };
      return {
        ...told,
        percent: higher(told, event.data?.percent ?? null),
        step: event.data?.step ?? event.data?.message ?? told.step,
      };
    }
    case 'completed':
      return { ...end(build, event, 'completed'), percent: 100, step: null };
    case 'failed':
      return {
        ...end(build, event, 'failed'),
        failure: {
          step: event.data?.step ?? build.step,
          exitCode: event.data?.exitCode ?? null,
          message: event.data?.message ?? null,
          lastLines: event.data?.lastLines ?? [],
        },
      };
    case 'cancelled':
      return {
        ...end(build, event, 'cancelled'),
        cancelledBy: event.data?.cancelledBy ?? null,
      };
    default:
      return assertNever(event);
  }
}

/** A bar that goes backwards says nothing; only a publisher without ids may begin again unseen. */
function higher(build: Build, percent: number | null): number | null {
  if (percent === null) return build.percent;
  return build.anonymous ? percent : Math.max(build.percent ?? 0, percent);
}

type RunEvent = Extract<BuildEvent, { type: 'started' | 'progress' }>;
type EndEvent = Extract<BuildEvent, { type: 'completed' | 'failed' | 'cancelled' }>;

function hasEnded({ status }: Build): boolean {
  return status !== 'queued' && status !== 'running';
}

/** An end stays, as the first one said it; a beginning that comes late still says who and when. */
function afterEnd(build: Build, event: BuildEvent): Build {
  if (event.type !== 'started') return build;
  return {
    ...build,
    startedAt: Math.min(build.startedAt, event.timestamp),
    startedBy: build.startedBy ?? event.data?.startedBy ?? null,
  };
}

/** A build that waited begins now; one that runs already began with the earliest of its events. */
function run(build: Build, event: RunEvent): Build {
  const { timestamp } = event;
  const waited = build.status === 'queued';
  const earlier = event.type === 'started' ? Math.min(build.startedAt, timestamp) : build.startedAt;
  return {
    ...build,
    status: 'running',
    begun: true,
    startedAt: waited ? timestamp : earlier,
    heartbeatMs: event.data?.heartbeatMs ?? build.heartbeatMs,
  };
}

function stepsOf(event: RunEvent | EndEvent): Pick<Build, 'steps'> | undefined {
  return event.data?.steps && { steps: event.data.steps };
}

function end(build: Build, event: EndEvent, status: BuildStatus): Build {
  return { ...build, ...stepsOf(event), status, endedAt: event.timestamp };
}

function put(state: BuildsState, build: Build, isNew: boolean): BuildsState {
  const builds = { ...state.builds, [build.key]: build };
  if (!isNew) return { ...state, builds };
  const others = entryOf(state.byProject, build.projectId) ?? [];
  const keys = [build.key, ...others.filter((key) => key !== build.key)].sort(
    (a, b) => (builds[b]?.startedAt ?? 0) - (builds[a]?.startedAt ?? 0),
  );
  return { builds, byProject: { ...state.byProject, [build.projectId]: keys } };
}
