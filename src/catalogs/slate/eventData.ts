import * as z from 'zod/mini';
import { count, time, token } from '../../lib/messaging/catalog/fields.ts';
import { logLines } from './logData.ts';

/** For `data` that Slate does not read. */
export const anyData = z.looseObject({});

/** By action; who did it is for people. */
export const projectData = {
  created: z.looseObject({
    name: z.optional(z.string()),
    createdBy: z.optional(z.string()),
    /** 'directory' for one given to an agent: after a deletion it may be back. */
    origin: z.optional(z.string()),
  }),
  updated: z.looseObject({
    name: z.optional(z.string()),
    updatedBy: z.optional(z.string()),
  }),
  deleted: z.looseObject({
    name: z.optional(z.string()),
    deletedBy: z.optional(z.string()),
    origin: z.optional(z.string()),
  }),
};

/** `data` of the file events; who did it is for people, and known only if it was done in Slate. */
export const fileData = z.looseObject({
  /** Relative to the project, with "/". */
  path: z.optional(z.string().check(z.minLength(1), z.maxLength(1_024))),
  /** Where it was before, if it was moved. */
  previousPath: z.optional(z.string().check(z.minLength(1), z.maxLength(1_024))),
  kind: z.optional(z.string()),
  /** Bytes. */
  size: z.optional(count),
  modifiedAt: z.optional(time),
  /** Changes with content or path. */
  revision: z.optional(token),
  by: z.optional(z.string()),
});

const stepShape = {
  name: z.string(),
  status: z.optional(z.enum(['pending', 'running', 'passed', 'failed', 'cancelled', 'skipped'])),
  /** By the agent's clock. */
  startedAt: z.optional(time),
  durationMs: z.optional(count),
  /** Median of earlier passed runs. */
  expectedMs: z.optional(count),
  /** A retry may begin here: what earlier steps left is enough. */
  resumable: z.optional(z.boolean()),
};

/**
 * Its present state; progress events carry all steps. Steps within a step are named in `step`
 * fields as "outer / inner".
 */
const buildStep = z.looseObject({
  ...stepShape,
  steps: z.optional(z.array(z.looseObject(stepShape))),
});
export type BuildStep = z.infer<typeof buildStep>;

/** Without a buildId an event belongs to the project's current build. */
const buildId = z.optional(token);

/** From 1. A build that is run again keeps its buildId; events of lower attempts are ignored. */
const attempt = z.optional(z.number().check(z.int(), z.gte(1)));
/** The publisher's promised interval between events while it runs. */
const heartbeatMs = z.optional(z.number().check(z.gt(0)));

/** From 1 for each project. */
const number = z.optional(z.number().check(z.int(), z.gte(1)));

/** What was checked out. */
const buildGit = z.looseObject({
  branch: z.optional(z.string()),
  /** The full hash. */
  commit: z.optional(z.string()),
  /** The first line of the commit message. */
  subject: z.optional(z.string()),
  author: z.optional(z.string()),
  /** With uncommitted changes. */
  dirty: z.optional(z.boolean()),
});
export type BuildGit = z.infer<typeof buildGit>;

const agent = z.optional(z.looseObject({ id: z.optional(token), name: z.optional(z.string()) }));

/** What started a build by itself. */
export const buildTrigger = z.looseObject({
  /** `change`: files of the project were saved. */
  kind: z.string(),
  files: z.optional(z.array(z.string())),
  /** Further files. */
  filesOmitted: z.optional(count),
});
export type BuildTrigger = z.infer<typeof buildTrigger>;

/** Besides a plain run of all steps. */
const origin = {
  git: z.optional(buildGit),
  /** Such as a person's name or a CI system. */
  startedBy: z.optional(z.string()),
  trigger: z.optional(buildTrigger),
  /** The build that this one repeats. */
  retryOf: z.optional(token),
  /** Steps before it are skipped. */
  fromStep: z.optional(z.string()),
};

/** A build's file; its content is read with artifact.read. */
const buildArtifact = z.looseObject({
  /** Relative to the project, with "/". */
  path: z.string().check(z.minLength(1), z.maxLength(1_024)),
  size: count,
  /** Lower-case hexadecimal. */
  sha256: z.optional(z.string().check(z.regex(/^[0-9a-f]{64}$/))),
});
export type BuildArtifact = z.infer<typeof buildArtifact>;

const made = {
  artifacts: z.optional(z.array(buildArtifact)),
  /** Further files, too many or too big. */
  artifactsOmitted: z.optional(count),
};

/** Text from the build's output, never a path to open. */
const annotationShape = {
  level: z.enum(['error', 'warning', 'notice']),
  file: z.optional(z.string()),
  /** From 1. */
  line: z.optional(count),
  column: z.optional(count),
  title: z.optional(z.string()),
};

/** An error, a warning or a notice. */
const buildAnnotation = z.looseObject({
  ...annotationShape,
  message: z.string(),
  step: z.optional(z.string()),
  /** The `timestamp` of its log line. */
  time: z.optional(time),
});
export type BuildAnnotation = z.infer<typeof buildAnnotation>;

/** The whole list: the latest one wins. */
const annotated = {
  annotations: z.optional(z.array(buildAnnotation)),
  /** Further annotations. */
  annotationsOmitted: z.optional(count),
};

export const buildData = {
  queued: z.looseObject({
    buildId,
    number,
    attempt,
    ...origin,
  }),
  started: z.looseObject({
    buildId,
    number,
    attempt,
    heartbeatMs,
    agent,
    steps: z.optional(z.array(buildStep)),
    ...origin,
  }),
  progress: z.looseObject({
    buildId,
    number,
    attempt,
    heartbeatMs,
    percent: z.optional(z.number().check(z.gte(0), z.lte(100))),
    step: z.optional(z.string()),
    steps: z.optional(z.array(buildStep)),
    message: z.optional(z.string()),
    /** It was cancelled; its running step is being ended. */
    cancelling: z.optional(z.boolean()),
    cancelledBy: z.optional(z.string()),
    ...annotated,
  }),
  log: z.looseObject({
    buildId,
    /** Which run of the build printed it. */
    attempt,
    ...logLines,
    step: z.optional(z.string()),
    /** The step's own grouping. */
    group: z.optional(z.string()),
    annotation: z.optional(z.looseObject(annotationShape)),
  }),
  partial: z.looseObject({
    buildId,
    attempt,
    step: z.optional(z.string()),
    /** '' once the line has ended. */
    message: z.string(),
  }),
  completed: z.looseObject({
    buildId,
    number,
    attempt,
    git: z.optional(buildGit),
    durationMs: z.optional(count),
    steps: z.optional(z.array(buildStep)),
    ...made,
    ...annotated,
  }),
  failed: z.looseObject({
    buildId,
    number,
    attempt,
    git: z.optional(buildGit),
    durationMs: z.optional(count),
    step: z.optional(z.string()),
    exitCode: z.optional(z.nullable(z.number())),
    /** One sentence. */
    message: z.optional(z.string()),
    /** For readers without history. */
    lastLines: z.optional(z.array(z.string())),
    steps: z.optional(z.array(buildStep)),
    ...made,
    ...annotated,
  }),
  cancelled: z.looseObject({
    buildId,
    number,
    attempt,
    git: z.optional(buildGit),
    durationMs: z.optional(count),
    step: z.optional(z.string()),
    cancelledBy: z.optional(z.string()),
    steps: z.optional(z.array(buildStep)),
    ...annotated,
  }),
};

export const runtimeData = {
  started: z.looseObject({
    projectId: z.optional(token),
    /** Shown, never run. */
    command: z.optional(z.string()),
    heartbeatMs,
    pid: z.optional(count),
    startedBy: z.optional(z.string()),
    agent,
    /** The session that this one replaces. */
    restartOf: z.optional(token),
    /** The deployment that it runs for. */
    deploymentId: z.optional(token),
  }),
  log: z.looseObject(logLines),
  partial: z.looseObject({
    /** As of builds. */
    message: z.string(),
  }),
  status: z.looseObject({
    projectId: z.optional(token),
    deploymentId: z.optional(token),
    /** Stopped and failed end the session. */
    state: z.optional(z.enum(['running', 'stopped', 'failed'])),
    exitCode: z.optional(z.nullable(z.number())),
    heartbeatMs,
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
    stoppedBy: z.optional(z.string()),
    uptimeMs: z.optional(count),
  }),
  error: z.looseObject({
    projectId: z.optional(token),
    message: z.optional(z.string()),
  }),
};
