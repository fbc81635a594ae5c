import * as z from 'zod/mini';
import {
  type BodyFor,
  type BodyOf,
  defineCatalog,
  event,
  type FieldsOf,
  type NamesFor,
} from './catalog.ts';
import { isToken } from './subjects.ts';

/** Everything a late reader needs: project, file, asset, build except log, runtime but log/status. */
export const EVENTS_STREAM = 'SLATE_EVENTS';
/** Log lines, kept apart because their volume and retention differ. */
export const LOGS_STREAM = 'SLATE_LOGS';

const token = z.string().check(z.refine(isToken));
const count = z.number().check(z.nonnegative());

export const logLevels = ['debug', 'info', 'warn', 'error'] as const;
export const logLevel = z.enum(logLevels);
export type LogLevel = z.infer<typeof logLevel>;

/** Any `data` that Slate itself does not read. */
const anyData = z.looseObject({});

/** A build step in its present state; progress events carry all of them, so any one tells the whole. */
export const buildStep = z.looseObject({
  name: z.string(),
  status: z.optional(z.enum(['pending', 'running', 'passed', 'failed', 'cancelled', 'skipped'])),
  /** Milliseconds since the epoch, by the agent's clock. */
  startedAt: z.optional(z.number()),
  durationMs: z.optional(count),
  /** Median of earlier passed runs of this step, if there were any. */
  expectedMs: z.optional(count),
});
export type BuildStep = z.infer<typeof buildStep>;

/** Without a buildId an event belongs to the project's current build. */
const buildId = z.optional(token);

const buildData = {
  started: z.looseObject({
    buildId,
    steps: z.optional(z.array(buildStep)),
    /** Who or what started it, e.g. a person's name or a CI system. */
    startedBy: z.optional(z.string()),
  }),
  progress: z.looseObject({
    buildId,
    percent: z.optional(z.number().check(z.gte(0), z.lte(100))),
    /** The step running now. */
    step: z.optional(z.string()),
    steps: z.optional(z.array(buildStep)),
    message: z.optional(z.string()),
  }),
  log: z.looseObject({
    buildId,
    message: z.string(),
    level: z.optional(logLevel),
    step: z.optional(z.string()),
    stream: z.optional(z.enum(['stdout', 'stderr'])),
  }),
  completed: z.looseObject({
    buildId,
    durationMs: z.optional(count),
    steps: z.optional(z.array(buildStep)),
  }),
  failed: z.looseObject({
    buildId,
    durationMs: z.optional(count),
    /** The step that failed. */
    step: z.optional(z.string()),
    exitCode: z.optional(z.nullable(z.number())),
    /** One sentence for a person. */
    message: z.optional(z.string()),
    /** The end of the log, for readers that have no history. */
    lastLines: z.optional(z.array(z.string())),
    steps: z.optional(z.array(buildStep)),
  }),
  cancelled: z.looseObject({
    buildId,
    durationMs: z.optional(count),
    step: z.optional(z.string()),
    cancelledBy: z.optional(z.string()),
    steps: z.optional(z.array(buildStep)),
  }),
};

const runtimeData = {
  started: z.looseObject({
    projectId: z.optional(token),
    /** Shown to people; never run from here. */
    command: z.optional(z.string()),
    pid: z.optional(count),
    startedBy: z.optional(z.string()),
  }),
  log: z.looseObject({
    message: z.string(),
    level: z.optional(logLevel),
    stream: z.optional(z.enum(['stdout', 'stderr'])),
  }),
  status: z.looseObject({
    projectId: z.optional(token),
    state: z.optional(z.enum(['running', 'stopped', 'failed'])),
    pid: z.optional(count),
    uptimeMs: z.optional(count),
    /** 100 is one core fully used. */
    cpuPercent: z.optional(count),
    memoryBytes: z.optional(count),
  }),
  stopped: z.looseObject({
    projectId: z.optional(token),
    exitCode: z.optional(z.nullable(z.number())),
    signal: z.optional(z.nullable(z.string())),
    uptimeMs: z.optional(count),
  }),
  error: z.looseObject({
    projectId: z.optional(token),
    message: z.optional(z.string()),
  }),
};

/** What a page tells of the person in front of it. */
export const presenceData = z.looseObject({
  name: z.optional(z.string()),
  /** One per tab: several tabs are one person. */
  sessionId: z.optional(token),
  state: z.optional(z.enum(['active', 'away'])),
  /** Where they are, in words, e.g. "Build log". */
  view: z.optional(z.string()),
});
export type PresenceData = z.infer<typeof presenceData>;

const project = <const A extends string, const S extends string>(action: A, subject: S) =>
  event({ subject, type: action, data: anyData, stream: EVENTS_STREAM });

/** The wire contract of Slate: `slate.<resource>.<action>.<id>`. The table is in README.md here. */
export const slateCatalog = defineCatalog({
  'project.created': project('created', 'slate.project.created.{userId}'),
  'project.updated': event({
    subject: 'slate.project.updated.{projectId}',
    alsoUnder: ['slate.project.updated.{userId}'],
    type: 'updated',
    data: anyData,
    stream: EVENTS_STREAM,
  }),
  'project.deleted': event({
    subject: 'slate.project.deleted.{projectId}',
    alsoUnder: ['slate.project.deleted.{userId}'],
    type: 'deleted',
    data: anyData,
    stream: EVENTS_STREAM,
  }),
  'file.created': project('created', 'slate.file.created.{projectId}'),
  'file.updated': event({
    subject: 'slate.file.updated.{fileId}',
    alsoUnder: ['slate.file.updated.{projectId}'],
    type: 'updated',
    data: anyData,
    stream: EVENTS_STREAM,
  }),
  'file.deleted': event({
    subject: 'slate.file.deleted.{fileId}',
    alsoUnder: ['slate.file.deleted.{projectId}'],
    type: 'deleted',
    data: anyData,
    stream: EVENTS_STREAM,
  }),
  'asset.created': project('created', 'slate.asset.created.{projectId}'),
  'asset.updated': event({
    subject: 'slate.asset.updated.{assetId}',
    alsoUnder: ['slate.asset.updated.{projectId}'],
    type: 'updated',
    data: anyData,
    stream: EVENTS_STREAM,
  }),
  'asset.deleted': event({
    subject: 'slate.asset.deleted.{assetId}',
    alsoUnder: ['slate.asset.deleted.{projectId}'],
    type: 'deleted',
    data: anyData,
    stream: EVENTS_STREAM,
  }),
  'asset.component.added': event({
    subject: 'slate.asset.component.added.{assetId}',
    alsoUnder: ['slate.asset.component.added.{projectId}'],
    type: 'component.added',
    data: anyData,
    stream: EVENTS_STREAM,
  }),
  'asset.component.removed': event({
    subject: 'slate.asset.component.removed.{assetId}',
    alsoUnder: ['slate.asset.component.removed.{projectId}'],
    type: 'component.removed',
    data: anyData,
    stream: EVENTS_STREAM,
  }),
  'runtime.started': event({
    subject: 'slate.runtime.started.{sessionId}',
    type: 'started',
    data: runtimeData.started,
    stream: EVENTS_STREAM,
  }),
  'runtime.stopped': event({
    subject: 'slate.runtime.stopped.{sessionId}',
    type: 'stopped',
    data: runtimeData.stopped,
    stream: EVENTS_STREAM,
  }),
  'runtime.error': event({
    subject: 'slate.runtime.error.{sessionId}',
    type: 'error',
    data: runtimeData.error,
    stream: EVENTS_STREAM,
  }),
  'runtime.log': event({
    subject: 'slate.runtime.log.{sessionId}',
    type: 'log',
    data: runtimeData.log,
    stream: LOGS_STREAM,
  }),
  // In no stream: it is also a request, and JetStream would answer that with its own ack.
  'runtime.status': event({
    subject: 'slate.runtime.status.{sessionId}',
    type: 'status',
    data: runtimeData.status,
  }),
  'build.started': event({
    subject: 'slate.build.started.{projectId}',
    type: 'started',
    data: buildData.started,
    stream: EVENTS_STREAM,
  }),
  'build.progress': event({
    subject: 'slate.build.progress.{projectId}',
    type: 'progress',
    data: buildData.progress,
    stream: EVENTS_STREAM,
  }),
  'build.completed': event({
    subject: 'slate.build.completed.{projectId}',
    type: 'completed',
    data: buildData.completed,
    stream: EVENTS_STREAM,
  }),
  'build.failed': event({
    subject: 'slate.build.failed.{projectId}',
    type: 'failed',
    data: buildData.failed,
    stream: EVENTS_STREAM,
  }),
  'build.cancelled': event({
    subject: 'slate.build.cancelled.{projectId}',
    type: 'cancelled',
    data: buildData.cancelled,
    stream: EVENTS_STREAM,
  }),
  'build.log': event({
    subject: 'slate.build.log.{projectId}',
    type: 'log',
    data: buildData.log,
    stream: LOGS_STREAM,
  }),
  'editor.opened': event({
    subject: 'slate.editor.opened.{userId}.{fileId}',
    type: 'opened',
    data: anyData,
  }),
  'editor.closed': event({
    subject: 'slate.editor.closed.{userId}.{fileId}',
    type: 'closed',
    data: anyData,
  }),
  'editor.cursor': event({
    subject: 'slate.editor.cursor.{userId}.{fileId}',
    type: 'cursor',
    data: anyData,
  }),
  'editor.selection': event({
    subject: 'slate.editor.selection.{userId}.{fileId}',
    type: 'selection',
    data: anyData,
  }),
  'collab.joined': event({
    subject: 'slate.collab.joined.{projectId}',
    type: 'joined',
    data: presenceData,
  }),
  'collab.left': event({
    subject: 'slate.collab.left.{projectId}',
    type: 'left',
    data: presenceData,
  }),
  'collab.presence': event({
    subject: 'slate.collab.presence.{projectId}',
    type: 'presence',
    data: presenceData,
  }),
});

type SlateDefinitions = (typeof slateCatalog)['definitions'];

/** 'build.started', 'asset.component.added', … */
export type SlateEventName = keyof SlateDefinitions;
/** The parsed body of one event. */
export type SlateEvent<Name extends SlateEventName = SlateEventName> = BodyOf<
  SlateDefinitions[Name]
>;
/** What a publisher of one event gives. */
export type SlateFields<Name extends SlateEventName> = FieldsOf<SlateDefinitions[Name]>;
/** The bodies that a subscription to `Pattern` can deliver. */
export type SlateEventFor<Pattern extends string> = BodyFor<SlateDefinitions, Pattern>;
export type SlateNamesFor<Pattern extends string> = NamesFor<SlateDefinitions, Pattern>;
