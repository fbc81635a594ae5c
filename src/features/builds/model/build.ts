import type {
  BuildAnnotation,
  BuildArtifact,
  BuildGit,
  BuildStep,
} from '../../../catalogs/slate/index.ts';
import type { Delivery } from '../../../lib/messaging/index.ts';

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
  /** 1 for the first build of its project; null if its publisher does not count. */
  readonly number: number | null;
  /** What was checked out; null if its publisher does not say. */
  readonly git: BuildGit | null;
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
  /** When it was queued; null if nobody told. */
  readonly queuedAt: number | null;
  readonly endedAt: number | null;
  /** How long it ran; null until it ends, and for one that never began or whose beginning is unknown. */
  readonly durationMs: number | null;
  readonly startedBy: string | null;
  /** Which agent runs it or ran it; null if its publisher does not say. */
  readonly agent: { readonly id: string | null; readonly name: string | null } | null;
  /** It is cancelled and runs all the same until its step has ended. */
  readonly cancelling: boolean;
  readonly cancelledBy: string | null;
  /** The build that it repeats. */
  readonly retryOf: string | null;
  /** The step that it begins with; null is the first one. */
  readonly fromStep: string | null;
  readonly failure: BuildFailure | null;
  /** The files that it made; null if its publisher tells nothing of files. */
  readonly artifacts: readonly BuildArtifact[] | null;
  /** How many more it made. */
  readonly artifactsOmitted: number;
  /** What its present run wants people to see first, in the order of its log. */
  readonly annotations: readonly BuildAnnotation[];
  /** How many more there are. */
  readonly annotationsOmitted: number;
  /** Its publisher, who names no builds, has begun another one without ending it. */
  readonly superseded: boolean;
  /** The time of its newest event. */
  readonly lastEventAt: number;
  /**
   * Where the stream has the event with which its present run began, the one that ended it, and its
   * newest one; null for what came past any stream. See isBefore.
   */
  readonly beganPlace: number | null;
  readonly endedPlace: number | null;
  readonly lastEventPlace: number | null;
  /** Its publisher has told of 100 %. */
  readonly reported100: boolean;
  /** When the server stored its first and last event: where its log begins and ends. */
  readonly firstStoredAt: number | null;
  readonly lastStoredAt: number | null;
  /** Its publisher says something at least this often while it runs; null if it has not promised. */
  readonly heartbeatMs: number | null;
  /** When the server had its last event, by the reader's own clock. */
  readonly receivedAt: number;
  /** How far the reader's clock is ahead of the publisher's; 0 while not known or of no account. */
  readonly clockSkewMs: number;
}

export type BuildDelivery = Delivery<`slate.build.*.${string}`>;
export type BuildEvent = Exclude<BuildDelivery['event'], { type: 'log' | 'partial' }>;

/** Tells what happens to a build, rather than what it prints. */
export const isBuildEvent = (event: BuildDelivery['event']): event is BuildEvent =>
  event.type !== 'log' && event.type !== 'partial';

/**
 * A build of which one event is known; `advance` applies it.
 * @param stored when the server stored the event; null for what came past any stream
 * @param place where the stream has it
 */
export function newBuild(
  event: BuildEvent,
  stored: number | null,
  place: number | null = null,
): Build {
  const buildId = event.data?.buildId;
  return {
    key: buildId ?? `at-${Math.round(event.timestamp)}`,
    projectId: event.projectId,
    number: null,
    git: null,
    anonymous: buildId === undefined,
    status: event.type === 'queued' ? 'queued' : 'running',
    begun: false,
    percent: null,
    step: null,
    steps: [],
    attempt: event.data?.attempt ?? 1,
    startedAt: event.timestamp,
    queuedAt: null,
    endedAt: null,
    durationMs: null,
    startedBy: null,
    agent: null,
    cancelling: false,
    cancelledBy: null,
    retryOf: null,
    fromStep: null,
    failure: null,
    artifacts: null,
    artifactsOmitted: 0,
    annotations: [],
    annotationsOmitted: 0,
    superseded: false,
    lastEventAt: event.timestamp,
    beganPlace: place,
    endedPlace: null,
    lastEventPlace: place,
    reported100: false,
    firstStoredAt: stored,
    lastStoredAt: stored,
    heartbeatMs: null,
    receivedAt: 0,
    clockSkewMs: 0,
  };
}
