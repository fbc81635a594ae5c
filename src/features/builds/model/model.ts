import { entryOf } from '../../../lib/entryOf.ts';
import { type EventPosition, isBefore, type Moment, wasBefore } from '../../../lib/eventOrder.ts';
import {
  type ConnectionState,
  type Liveness,
  livenessAfter,
  silentMs,
  type ViewWindow,
} from '../../../lib/messaging/index.ts';
import { advance, isNewest, runAgain } from './advance.ts';
import {
  type Build,
  type BuildDelivery,
  type BuildEvent,
  isBuildEvent,
  newBuild,
} from './build.ts';

export type { Build, BuildDelivery, BuildFailure, BuildStatus } from './build.ts';

/** Less is transport, not a difference between clocks. */
const MIN_CLOCK_DIFFERENCE_MS = 5_000;

export interface BuildsState {
  /** By project and key: two publishers may use the same keys. */
  readonly builds: Readonly<Record<string, Build>>;
  /** Keys of `builds` by project, newest first. */
  readonly byProject: Readonly<Record<string, readonly string[]>>;
  /** Which of the stored events were read; null where that is not known. */
  readonly window: ViewWindow | null;
}

interface Draft {
  builds: Record<string, Build>;
  byProject: Record<string, readonly string[]>;
  readonly window: ViewWindow | null;
}

export const noBuilds: BuildsState = { builds: {}, byProject: {}, window: null };

const placeOf = ({ projectId, key }: Pick<Build, 'projectId' | 'key'>) => `${projectId} ${key}`;

/** @param key its buildId */
export function buildOf(state: BuildsState, projectId: string, key: string): Build | null {
  const place = placeOf({ projectId, key });
  return entryOf(state.builds, place) ?? null;
}

/**
 * "The current build" of the wire: what runs, else what waits longest, else the newest. One that
 * was cancelled while it waited does not hide the one that ran meanwhile.
 */
export function latestBuild(state: BuildsState, projectId: string): Build | null {
  const builds = buildsOf(state, projectId);
  const begun = builds.find((build) => build.begun && !build.superseded);
  if (begun?.status === 'running') return begun;
  const next = builds.findLast(({ status }) => status === 'queued');
  if (next) return next;
  const newest = builds[0] ?? null;
  if (!newest || newest.begun || !begun) return newest;
  return isBefore(endOf(newest), endOf(begun)) ? begun : newest;
}

const beginningOf = ({ beganPlace, startedAt }: Build): EventPosition => ({
  place: beganPlace,
  time: startedAt,
});
const endOf = ({ endedPlace, endedAt }: Build): EventPosition => ({
  place: endedPlace,
  time: endedAt ?? 0,
});

/** @param now the reader's clock, as in applyBuildEvents */
export function livenessOf(build: Build, connection: ConnectionState, now: number): Liveness {
  const { status, heartbeatMs, receivedAt, superseded } = build;
  if (status !== 'running') return 'fresh';
  if (superseded) return 'lost';
  if (heartbeatMs === null) return 'fresh';
  const silence = silentMs(connection, receivedAt, now);
  return silence === null ? 'fresh' : livenessAfter(silence, heartbeatMs);
}

export const firstMomentOf = ({ firstStoredAt, startedAt }: Build): Moment => ({
  storedAt: firstStoredAt,
  time: startedAt,
});

/** The same with fewer builds in its lists; each is still found by its key. */
export function onlyListed(state: BuildsState, isListed: (build: Build) => boolean): BuildsState {
  const byProject = Object.entries(state.byProject).map(([projectId, places]) => {
    const listed = places.filter((place) => {
      const build = state.builds[place];
      return build !== undefined && isListed(build);
    });
    return [projectId, listed] as const;
  });
  return { ...state, byProject: Object.fromEntries(byProject) };
}

/**
 * Without builds of deleted projects whose ids are in use again; each is still found by its key.
 * @param until when the earlier project of an id was deleted, or null
 */
export function withoutNamesakes(
  state: BuildsState,
  until: (projectId: string) => Moment | null,
): BuildsState {
  return onlyListed(state, (build) => {
    const deleted = until(build.projectId);
    return deleted === null || !wasBefore(firstMomentOf(build), deleted);
  });
}

export function buildsOf(state: BuildsState, projectId: string): readonly Build[] {
  return (entryOf(state.byProject, projectId) ?? []).flatMap((place) => state.builds[place] ?? []);
}

/** Pure. Events may come in any order, from any publisher. | @param now the reader's clock */
export function applyBuildEvent(
  state: BuildsState,
  delivery: BuildDelivery,
  now: number,
): BuildsState {
  return applyBuildEvents(state, [delivery], now);
}

/** Copies the state once, however many they are. */
export function applyBuildEvents(
  state: BuildsState,
  deliveries: readonly BuildDelivery[],
  now: number,
): BuildsState {
  const draft: Draft = {
    ...state,
    builds: { ...state.builds },
    byProject: { ...state.byProject },
  };
  for (const delivery of deliveries) applyTo(draft, delivery, now);
  return draft;
}

function applyTo(draft: Draft, { event, meta }: BuildDelivery, now: number): void {
  if (!isBuildEvent(event)) return;
  const { storedAt: stored = null, place = null } = meta;
  const position = { place, time: event.timestamp };
  const current = findBuild(draft, event, position);
  const attempt = event.data?.attempt ?? current?.attempt ?? 1;
  // An agent thought lost still speaks, but another one runs the build now.
  if (current && attempt < current.attempt) return;
  const known = current ?? unknownBuild(draft, event, stored, place);
  const base = attempt > known.attempt ? runAgain(known, event, attempt, place) : known;
  const next = advance(base, event, place);
  put(draft, {
    ...next,
    ...(isNewest(base, position) ? { lastEventAt: event.timestamp, lastEventPlace: place } : {}),
    receivedAt: Math.max(base.receivedAt, now - (meta.ageMs ?? 0)),
    lastStoredAt: stored ?? base.lastStoredAt,
    clockSkewMs: meta.replayed ? base.clockSkewMs : clockDifference(now - event.timestamp),
  });
}

function clockDifference(ms: number): number {
  return Math.abs(ms) < MIN_CLOCK_DIFFERENCE_MS ? 0 : ms;
}

/** Null for the first event of a build. */
function findBuild(draft: Draft, event: BuildEvent, position: EventPosition): Build | null {
  const { projectId } = event;
  const buildId = event.data?.buildId;
  if (buildId !== undefined) return buildOf(draft, projectId, buildId);
  const latest = latestBuild(draft, projectId);
  if (latest === null) return null;
  if (latest.endedAt !== null) {
    // A late event is old; a new one can only mean the next build.
    return isBefore(position, endOf(latest)) ? latest : null;
  }
  if (latest.status === 'running' && !beginsNext(latest, event, position)) return latest;
  if (latest.anonymous) draft.builds[placeOf(latest)] = { ...latest, superseded: true };
  return null;
}

/** Whether an event without a buildId begins another build. */
function beginsNext(latest: Build, event: BuildEvent, position: EventPosition): boolean {
  if (event.type === 'started') return !isBefore(position, beginningOf(latest));
  if (event.type !== 'progress' || !latest.anonymous) return false;
  const percent = event.data?.percent;
  if (percent === undefined || percent >= (latest.percent ?? 0)) return false;
  // Less than before: late, or the next run of a publisher that reports no end.
  return isNewest(latest, position) && (latest.reported100 || percent === 0);
}

function unknownBuild(
  draft: Draft,
  event: BuildEvent,
  stored: number | null,
  place: number | null,
): Build {
  const build = newBuild(event, stored, place);
  if (!build.anonymous) return build;
  // Several may begin in one moment of a clock with whole seconds.
  let key = build.key;
  for (let n = 2; buildOf(draft, build.projectId, key); n++) key = `${build.key}-${n}`;
  return { ...build, key };
}

function put(draft: Draft, build: Build): void {
  const place = placeOf(build);
  const before = entryOf(draft.builds, place);
  draft.builds[place] = build;
  if (before?.startedAt === build.startedAt && before.beganPlace === build.beganPlace) return;
  const others = (entryOf(draft.byProject, build.projectId) ?? []).filter((one) => one !== place);
  const older = others.findIndex((one) => {
    const other = draft.builds[one];
    return other !== undefined && !isBefore(beginningOf(build), beginningOf(other));
  });
  const places = others.toSpliced(older === -1 ? others.length : older, 0, place);
  // Not by assignment: a project may be called __proto__.
  draft.byProject = { ...draft.byProject, [build.projectId]: places };
}
