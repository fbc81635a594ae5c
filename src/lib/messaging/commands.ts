import * as z from 'zod/mini';
import { count, time, token } from './fields.ts';
import { fillTemplate, type TemplateParams } from './subjects.ts';

/** A command or query: where it is asked, what goes up and what comes back. Never in a stream. */
export interface CommandDefinition<
  Subject extends string = string,
  Input extends z.ZodMiniType = z.ZodMiniType,
  Output extends z.ZodMiniType = z.ZodMiniType,
> {
  /** `slate.svc.{userId}.…`: the user's token is what NATS permissions can prove. */
  readonly subject: Subject;
  readonly input: Input;
  readonly output: Output;
}

const command = <
  const Subject extends string,
  Input extends z.ZodMiniType,
  Output extends z.ZodMiniType,
>(
  subject: Subject,
  input: Input,
  output: Output,
): CommandDefinition<Subject, Input, Output> => ({ subject, input, output });

const nothing = z.looseObject({});

export const runtimeStatus = z.looseObject({
  sessionId: token,
  projectId: token,
  state: z.enum(['running', 'stopped', 'failed']),
  /** Milliseconds since the epoch, by the agent's clock. */
  startedAt: time,
  pid: z.optional(z.number()),
  uptimeMs: z.optional(z.number()),
  /** 100 is one core fully used. */
  cpuPercent: z.optional(z.number()),
  memoryBytes: z.optional(z.number()),
  exitCode: z.optional(z.nullable(z.number())),
});
export type RuntimeStatus = z.infer<typeof runtimeStatus>;

/** A project as its agent describes it. Commands are shown, never sent back to be run. */
export const projectRecord = z.looseObject({
  projectId: token,
  name: z.string(),
  /** The build's steps in order; null if the project has nothing to build. */
  buildSteps: z.nullable(z.array(z.looseObject({ name: z.string(), command: z.string() }))),
  /** What Run starts; null if the project has nothing to run. */
  runCommand: z.nullable(z.string()),
  /** The build running now. */
  currentBuildId: z.nullable(token),
  /** Sessions since the agent started, newest first. */
  sessions: z.array(runtimeStatus),
  /** What is wrong with the project's own files, and what to do. */
  problem: z.optional(z.string()),
});
export type ProjectRecord = z.infer<typeof projectRecord>;

/** Every command and query of Slate. */
export const slateCommands = {
  'project.list': command(
    'slate.svc.{userId}.project.list.all',
    nothing,
    z.looseObject({ projects: z.array(projectRecord) }),
  ),
  'project.get': command('slate.svc.{userId}.project.get.{projectId}', nothing, projectRecord),
  'build.start': command(
    'slate.svc.{userId}.build.start.{projectId}',
    z.looseObject({
      startedBy: z.optional(z.string()),
      /** The build that this one repeats. */
      retryOf: z.optional(token),
    }),
    z.looseObject({ buildId: token }),
  ),
  /** Runs a build again from the step at which it ended. Answered by the agent that ran it. */
  'build.resume': command(
    'slate.svc.{userId}.build.resume.{buildId}',
    z.looseObject({ step: z.string(), startedBy: z.optional(z.string()) }),
    z.looseObject({ buildId: token }),
  ),
  'build.cancel': command(
    'slate.svc.{userId}.build.cancel.{projectId}',
    z.looseObject({ buildId: z.optional(token), cancelledBy: z.optional(z.string()) }),
    z.looseObject({ buildId: token }),
  ),
  /** One piece of a file that a build made. Answered by the agent that has the file. */
  'artifact.read': command(
    'slate.svc.{userId}.artifact.read.{buildId}',
    z.looseObject({ path: z.string(), offset: count.check(z.int()) }),
    z.looseObject({
      /** Base64; empty only at the end of the file. */
      data: z.string(),
      /** Of the whole file, in bytes. */
      size: count,
    }),
  ),
  'runtime.start': command(
    'slate.svc.{userId}.runtime.start.{projectId}',
    z.looseObject({ startedBy: z.optional(z.string()) }),
    z.looseObject({ sessionId: token }),
  ),
  'runtime.stop': command(
    'slate.svc.{userId}.runtime.stop.{sessionId}',
    nothing,
    z.looseObject({ sessionId: token }),
  ),
  'runtime.status': command(
    'slate.svc.{userId}.runtime.status.{sessionId}',
    nothing,
    runtimeStatus,
  ),
} as const;

export type CommandName = keyof typeof slateCommands;
export type CommandIds<Name extends CommandName> = Readonly<
  Record<Exclude<TemplateParams<(typeof slateCommands)[Name]['subject']>, 'userId'>, string>
>;
export type CommandInput<Name extends CommandName> = z.input<(typeof slateCommands)[Name]['input']>;
export type CommandOutput<Name extends CommandName> = z.output<
  (typeof slateCommands)[Name]['output']
>;

/** Where `userId` asks command `name`. @throws MessagingError 'invalid-token' */
export function commandSubject<Name extends CommandName>(
  name: Name,
  userId: string,
  ids: CommandIds<Name>,
): string {
  return fillTemplate(slateCommands[name].subject as string, { ...ids, userId });
}

/** The reply to every command: what was asked for, or why not. */
export const replyEnvelope = z.union([
  z.looseObject({ ok: z.literal(true), data: z.unknown() }),
  z.looseObject({
    ok: z.literal(false),
    error: z.looseObject({ code: z.string(), message: z.string() }),
  }),
]);

/** The request body of every command. */
export const requestEnvelope = z.looseObject({
  input: z.optional(z.unknown()),
  /** Repeats of one command carry the same key, so that it runs once. */
  idempotencyKey: z.optional(z.string().check(z.maxLength(128))),
});
