import * as z from 'zod/mini';
import { count, time, token } from '../../lib/messaging/catalog/fields.ts';

const logLevels = ['debug', 'info', 'warn', 'error'] as const;
const logLevel = z.enum(logLevels);
export type LogLevel = z.infer<typeof logLevel>;

/** Any `data` that Slate itself does not read. */
export const anyData = z.looseObject({});

/** `data` of the project events, by action; who did it is for people. */
export const projectData = {
  created: z.looseObject({
    name: z.optional(z.string()),
    createdBy: z.optional(z.string()),
    /** 'directory' for one that was given to an agent: after a deletion it may be back. */
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

const stepShape = {
  name: z.string(),
  status: z.optional(z.enum(['pending', 'running', 'passed', 'failed', 'cancelled', 'skipped'])),
  /** Milliseconds since the epoch, by the agent's clock. */
  startedAt: z.optional(time),
  durationMs: z.optional(count),
  /** Median of earlier passed runs of this step, if there were any. */
  expectedMs: z.optional(count),
  /** A build that ended here may be run again from here: what earlier steps left is enough. */
  resumable: z.optional(z.boolean()),
};

/**
 * A build step in its present state; progress events carry all of them.
 * A step may have steps of its own; it is then named in `step` fields as "outer / inner".
 */
const buildStep = z.looseObject({
  ...stepShape,
  steps: z.optional(z.array(z.looseObject(stepShape))),
});
export type BuildStep = z.infer<typeof buildStep>;

/** Without a buildId an event belongs to the project's current build. */
const buildId = z.optional(token);

/** 1 for a build's first run. One that is run again keeps its buildId; events of lower attempts are ignored. */
const attempt = z.optional(z.number().check(z.int(), z.gte(1)));
/** The publisher sends something at least this often while the build or process runs. */
const heartbeatMs = z.optional(z.number().check(z.gt(0)));

/** 1 for the first build of its project. */
const number = z.optional(z.number().check(z.int(), z.gte(1)));

/** What was checked out when the build began, as far as its publisher knows. */
const buildGit = z.looseObject({
  branch: z.optional(z.string()),
  /** The whole hash. */
  commit: z.optional(z.string()),
  /** The first line of the commit's message. */
  subject: z.optional(z.string()),
  author: z.optional(z.string()),
  /** There were changes that are in no commit. */
  dirty: z.optional(z.boolean()),
});
export type BuildGit = z.infer<typeof buildGit>;

/** Who runs a build or a process, where there may be several. */
const agent = z.optional(z.looseObject({ id: z.optional(token), name: z.optional(z.string()) }));

/** What a build is, besides a plain run of all steps. */
const origin = {
  git: z.optional(buildGit),
  /** Who or what started it, e.g. a person's name or a CI system. */
  startedBy: z.optional(z.string()),
  /** The build that it repeats. */
  retryOf: z.optional(token),
  /** The step that it begins with; those before it are skipped. */
  fromStep: z.optional(z.string()),
};

/** A file that a build made. Its content is read with the command artifact.read. */
const buildArtifact = z.looseObject({
  /** Relative to the project's directory, with "/". */
  path: z.string().check(z.minLength(1), z.maxLength(1_024)),
  /** Bytes. */
  size: count,
  /** Lower-case hexadecimal. */
  sha256: z.optional(z.string().check(z.regex(/^[0-9a-f]{64}$/))),
});
export type BuildArtifact = z.infer<typeof buildArtifact>;

const made = {
  artifacts: z.optional(z.array(buildArtifact)),
  /** How many more files there are, too many or too big to be offered. */
  artifactsOmitted: z.optional(count),
};

/** Where an annotation points: text from the build's output, never a path to open. */
const annotationShape = {
  level: z.enum(['error', 'warning', 'notice']),
  file: z.optional(z.string()),
  /** From 1, like the column. */
  line: z.optional(count),
  column: z.optional(count),
  title: z.optional(z.string()),
};

/** What a step wants people to see first: an error, a warning or a notice. */
const buildAnnotation = z.looseObject({
  ...annotationShape,
  message: z.string(),
  step: z.optional(z.string()),
  /** The `timestamp` of its log line. */
  time: z.optional(time),
});
export type BuildAnnotation = z.infer<typeof buildAnnotation>;

/** All so far: the latest list wins. */
const annotated = {
  annotations: z.optional(z.array(buildAnnotation)),
  /** How many more there are. */
  annotationsOmitted: z.optional(count),
};

/** `data` of the build events, by action. */
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
    /** The step running now. */
    step: z.optional(z.string()),
    steps: z.optional(z.array(buildStep)),
    message: z.optional(z.string()),
    /** It has been cancelled; its running step is being ended. */
    cancelling: z.optional(z.boolean()),
    /** Who cancelled it. */
    cancelledBy: z.optional(z.string()),
    ...annotated,
  }),
  log: z.looseObject({
    buildId,
    /** Whose line it is when the build is run more than once. */
    attempt,
    message: z.string(),
    level: z.optional(logLevel),
    step: z.optional(z.string()),
    /** What the step itself put this line under. */
    group: z.optional(z.string()),
    annotation: z.optional(z.looseObject(annotationShape)),
    stream: z.optional(z.enum(['stdout', 'stderr'])),
  }),
  partial: z.looseObject({
    buildId,
    attempt,
    step: z.optional(z.string()),
    /** What the unfinished line shows now; '' when it has ended. */
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
    /** The step that failed. */
    step: z.optional(z.string()),
    exitCode: z.optional(z.nullable(z.number())),
    /** One sentence for a person. */
    message: z.optional(z.string()),
    /** The end of the log, for readers that have no history. */
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

/** `data` of the runtime events, by action. */
export const runtimeData = {
  started: z.looseObject({
    projectId: z.optional(token),
    /** Shown to people; never run from here. */
    command: z.optional(z.string()),
    heartbeatMs,
    pid: z.optional(count),
    startedBy: z.optional(z.string()),
    agent,
    /** The session that ended for this one to begin. */
    restartOf: z.optional(token),
  }),
  log: z.looseObject({
    message: z.string(),
    level: z.optional(logLevel),
    stream: z.optional(z.enum(['stdout', 'stderr'])),
  }),
  partial: z.looseObject({
    /** As of builds. */
    message: z.string(),
  }),
  status: z.looseObject({
    projectId: z.optional(token),
    /** Stopped and failed end the session, as runtime.stopped does. */
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
    /** Who stopped it; left out if it ended by itself. */
    stoppedBy: z.optional(z.string()),
    uptimeMs: z.optional(count),
  }),
  error: z.looseObject({
    projectId: z.optional(token),
    message: z.optional(z.string()),
  }),
};

/** An agent's own status: who can build and run. */
export const agentStatus = z.looseObject({
  /** Shown to people. */
  name: z.optional(z.string()),
  /** An agent that stops in order ends with `stopped`. */
  state: z.optional(z.enum(['running', 'stopped'])),
  heartbeatMs,
  /** What it hosts. */
  projects: z.optional(z.array(token)),
});

/** A person in front of a page. */
export const presenceData = z.looseObject({
  name: z.optional(z.string()),
  /** One per tab: several tabs are one person. */
  sessionId: z.optional(token),
  state: z.optional(z.enum(['active', 'away'])),
  /** Asks everyone in the project to publish their presence. */
  rollCall: z.optional(z.boolean()),
  /** Where they are, in words, e.g. "Build log". */
  view: z.optional(z.string()),
  /** How long ago the person last turned to this tab: an age, since clocks differ. */
  focusAgeMs: z.optional(count),
});
export type PresenceData = z.infer<typeof presenceData>;
