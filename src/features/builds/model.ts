import { assertNever } from '../../lib/assertNever.ts';
import type { BuildStep, Delivery } from '../../lib/messaging/index.ts';

export type BuildStatus = 'running' | 'completed' | 'failed' | 'cancelled';

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
  /** 0 to 100; null while not known. */
  readonly percent: number | null;
  readonly step: string | null;
  readonly steps: readonly BuildStep[];
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly startedBy: string | null;
  readonly cancelledBy: string | null;
  readonly failure: BuildFailure | null;
  /** When the server stored its first and last event: where its log begins and ends. */
  readonly firstStoredAt: number | null;
  readonly lastStoredAt: number | null;
}

export interface BuildsState {
  readonly builds: Readonly<Record<string, Build>>;
  /** Keys by project, newest first. */
  readonly byProject: Readonly<Record<string, readonly string[]>>;
}

export const noBuilds: BuildsState = { builds: {}, byProject: {} };

export type BuildDelivery = Delivery<`slate.build.*.${string}`>;
type BuildEvent = Exclude<BuildDelivery['event'], { type: 'log' }>;

/** The project's newest build: what "the current build" means on the wire. */
export function latestBuild(state: BuildsState, projectId: string): Build | null {
  const key = state.byProject[projectId]?.[0];
  return key === undefined ? null : (state.builds[key] ?? null);
}

/** A project's builds, newest first. */
export function buildsOf(state: BuildsState, projectId: string): readonly Build[] {
  return (state.byProject[projectId] ?? []).flatMap((key) => state.builds[key] ?? []);
}

/** Applies one event; pure. Any publisher will do: order and completeness are not taken for granted. */
export function applyBuildEvent(state: BuildsState, { event, meta }: BuildDelivery): BuildsState {
  if (event.type === 'log') return state;
  const current = findBuild(state, event);
  const stored = meta.storedAt ?? null;
  const base = current ?? newBuild(event, stored);
  const next = advance({ ...base, lastStoredAt: stored ?? base.lastStoredAt }, event);
  return put(state, next, current === null);
}

function findBuild(state: BuildsState, event: BuildEvent): Build | null {
  const buildId = event.data?.buildId;
  if (buildId !== undefined) return state.builds[buildId] ?? null;
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
    status: 'running',
    percent: null,
    step: null,
    steps: [],
    startedAt: event.timestamp,
    endedAt: null,
    startedBy: null,
    cancelledBy: null,
    failure: null,
    firstStoredAt: stored,
    lastStoredAt: stored,
  };
}

function advance(build: Build, event: BuildEvent): Build {
  const steps = event.type === 'started' || event.data?.steps ? event.data?.steps : undefined;
  const told = steps ? { ...build, steps } : build;
  switch (event.type) {
    case 'started': {
      const startedBy = event.data?.startedBy ?? told.startedBy;
      // A late copy of the beginning must not revive a build that has ended.
      return { ...told, startedAt: Math.min(told.startedAt, event.timestamp), startedBy };
    }
    case 'progress': {
      if (told.status !== 'running') return build;
      const percent = event.data?.percent ?? null;
      return {
        ...told,
        percent: higher(told, percent),
        step: event.data?.step ?? event.data?.message ?? told.step,
      };
    }
    case 'completed':
      return { ...end(told, event, 'completed'), percent: 100, step: null };
    case 'failed':
      return {
        ...end(told, event, 'failed'),
        failure: {
          step: event.data?.step ?? told.step,
          exitCode: event.data?.exitCode ?? null,
          message: event.data?.message ?? null,
          lastLines: event.data?.lastLines ?? [],
        },
      };
    case 'cancelled':
      return {
        ...end(told, event, 'cancelled'),
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

function end(build: Build, event: BuildEvent, status: BuildStatus): Build {
  return { ...build, status, endedAt: event.timestamp };
}

function put(state: BuildsState, build: Build, isNew: boolean): BuildsState {
  const builds = { ...state.builds, [build.key]: build };
  if (!isNew) return { ...state, builds };
  const others = state.byProject[build.projectId] ?? [];
  const keys = [build.key, ...others.filter((key) => key !== build.key)].sort(
    (a, b) => (builds[b]?.startedAt ?? 0) - (builds[a]?.startedAt ?? 0),
  );
  return { builds, byProject: { ...state.byProject, [build.projectId]: keys } };
}
