import type {
  BuildAnnotation,
  BuildArtifact,
  BuildGit,
  BuildStep,
  BuildTrigger,
} from '../../../catalogs/slate/index.ts';
import type { Delivery } from '../../../lib/messaging/index.ts';

export type BuildStatus = 'queued' | 'running' | 'completed' | 'failed' | 'cancelled';

export interface BuildFailure {
  readonly step: string | null;
  readonly exitCode: number | null;
  readonly message: string | null;
  readonly lastLines: readonly string[];
}

/** Times are the publisher's, milliseconds since the epoch. */
export interface Build {
  /** The buildId, or one made from the first event's time. */
  readonly key: string;
  readonly projectId: string;
  readonly number: number | null;
  readonly git: BuildGit | null;
  /** Its events have no buildId: a CI system that knows only projects. */
  readonly anonymous: boolean;
  readonly status: BuildStatus;
  /** It has run or runs. */
  readonly begun: boolean;
  /** The earliest of its events that was read, as far as it is a beginning. */
  readonly beginning: 'queued' | 'started' | 'unread';
  /** 0 to 100; null while not known. */
  readonly percent: number | null;
  readonly step: string | null;
  readonly steps: readonly BuildStep[];
  /** Above 1 it was run again because its agent was lost. */
  readonly attempt: number;
  readonly startedAt: number;
  /** Null if unknown. */
  readonly queuedAt: number | null;
  readonly endedAt: number | null;
  /** Null while it runs, and if it never began or its start is unknown. */
  readonly durationMs: number | null;
  readonly startedBy: string | null;
  /** What started it by itself, such as saved files. */
  readonly trigger: BuildTrigger | null;
  /** Null if its publisher does not say. */
  readonly agent: { readonly id: string | null; readonly name: string | null } | null;
  /** A cancelled build runs until its step has ended. */
  readonly cancelling: boolean;
  readonly cancelledBy: string | null;
  readonly retryOf: string | null;
  /** Null is the first step. */
  readonly fromStep: string | null;
  readonly failure: BuildFailure | null;
  /** Null if its publisher lists no files. */
  readonly artifacts: readonly BuildArtifact[] | null;
  /** How many more there are. */
  readonly artifactsOmitted: number;
  readonly annotations: readonly BuildAnnotation[];
  readonly annotationsOmitted: number;
  /** Its publisher, who names no builds, has begun another without ending it. */
  readonly superseded: boolean;
  readonly lastEventAt: number;
  /**
   * Stream sequences of its run's start, its end and its newest event; null for events past any
   * stream.
   */
  readonly beganPlace: number | null;
  readonly endedPlace: number | null;
  readonly lastEventPlace: number | null;
  /** Its publisher has reported 100%. */
  readonly reported100: boolean;
  /** When its first and last event were stored: where its log begins and ends. */
  readonly firstStoredAt: number | null;
  readonly lastStoredAt: number | null;
  /** Its promised interval between events while it runs; null without a promise. */
  readonly heartbeatMs: number | null;
  /** When the server had its last event, by the reader's clock. */
  readonly receivedAt: number;
  /** How far the reader's clock is ahead of the publisher's; 0 if unknown or negligible. */
  readonly clockSkewMs: number;
}

export type BuildDelivery = Delivery<`slate.build.*.${string}`>;
export type BuildEvent = Exclude<BuildDelivery['event'], { type: 'log' | 'partial' }>;

/** Lifecycle, not output. */
export const isBuildEvent = (event: BuildDelivery['event']): event is BuildEvent =>
  event.type !== 'log' && event.type !== 'partial';

/** @param stored when the server stored the event; null for one past any stream */
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
    beginning: 'unread',
    percent: null,
    step: null,
    steps: [],
    attempt: event.data?.attempt ?? 1,
    startedAt: event.timestamp,
    queuedAt: null,
    endedAt: null,
    durationMs: null,
    startedBy: null,
    trigger: null,
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
