import * as z from 'zod/mini';
import { command } from '../../lib/messaging/catalog/commands.ts';
import { count, revision, token } from '../../lib/messaging/catalog/fields.ts';
import { projectRecord, projectTemplate } from './projectRecords.ts';
import { runtimeStatus } from './runtimeStatus.ts';
import { usageSample } from './runtimeUsage.ts';

const nothing = z.looseObject({});

/** Those that most pages ask. */
export const commonCommands = {
  'project.list': command(
    'slate.svc.{userId}.project.list.all',
    nothing,
    z.looseObject({
      projects: z.array(projectRecord),
      /** Templates of new projects. */
      templates: z.optional(z.array(projectTemplate)),
    }),
    { repeatable: true },
  ),
  'project.get': command('slate.svc.{userId}.project.get.{projectId}', nothing, projectRecord, {
    repeatable: true,
  }),
  /** Asks all agents to publish agent.status now; the quickest answers. */
  'agent.announce': command(
    'slate.svc.{userId}.agent.announce.all',
    nothing,
    z.looseObject({ agentId: token }),
    { repeatable: true },
  ),
  'project.create': command(
    'slate.svc.{userId}.project.create.{projectId}',
    z.looseObject({
      name: z.string(),
      template: token,
      createdBy: z.optional(z.string()),
    }),
    projectRecord,
  ),
  'project.rename': command(
    'slate.svc.{userId}.project.rename.{projectId}',
    z.looseObject({ name: z.string(), revision, updatedBy: z.optional(z.string()) }),
    projectRecord,
  ),
  /** Changes a project's settings. */
  'project.configure': command(
    'slate.svc.{userId}.project.configure.{projectId}',
    z.looseObject({
      buildOnChange: z.boolean(),
      revision,
      updatedBy: z.optional(z.string()),
    }),
    projectRecord,
  ),
  'project.delete': command(
    'slate.svc.{userId}.project.delete.{projectId}',
    z.looseObject({ revision, deletedBy: z.optional(z.string()) }),
    z.looseObject({ projectId: token }),
  ),
  'build.start': command(
    'slate.svc.{userId}.build.start.{projectId}',
    z.looseObject({
      startedBy: z.optional(z.string()),
      retryOf: z.optional(token),
    }),
    z.looseObject({ buildId: token }),
    { repeatable: true },
  ),
  /** Runs a build again from the step at which it ended; answered by the agent that ran it. */
  'build.resume': command(
    'slate.svc.{userId}.build.resume.{buildId}',
    z.looseObject({ step: z.string(), startedBy: z.optional(z.string()) }),
    z.looseObject({ buildId: token }),
    { repeatable: true },
  ),
  'build.cancel': command(
    'slate.svc.{userId}.build.cancel.{projectId}',
    z.looseObject({ buildId: z.optional(token), cancelledBy: z.optional(z.string()) }),
    z.looseObject({ buildId: token }),
    { repeatable: true },
  ),
  /** A piece of a build's file, from the agent that has it. */
  'artifact.read': command(
    'slate.svc.{userId}.artifact.read.{buildId}',
    z.looseObject({ path: z.string(), offset: count.check(z.int()) }),
    z.looseObject({
      /** Base64; empty only at the end of the file. */
      data: z.string(),
      /** Of the whole file. */
      size: count,
    }),
    { repeatable: true },
  ),
  'runtime.start': command(
    'slate.svc.{userId}.runtime.start.{projectId}',
    z.looseObject({ startedBy: z.optional(z.string()) }),
    z.looseObject({ sessionId: token }),
  ),
  'runtime.stop': command(
    'slate.svc.{userId}.runtime.stop.{sessionId}',
    z.looseObject({ stoppedBy: z.optional(z.string()) }),
    z.looseObject({ sessionId: token }),
    { repeatable: true },
  ),
  /** Stops it if it runs, then starts the project's process. */
  'runtime.restart': command(
    'slate.svc.{userId}.runtime.restart.{sessionId}',
    z.looseObject({ startedBy: z.optional(z.string()) }),
    z.looseObject({ sessionId: token, restartOf: token }),
  ),
  'runtime.status': command(
    'slate.svc.{userId}.runtime.status.{sessionId}',
    nothing,
    z.extend(runtimeStatus, {
      /** The last minutes, oldest first. */
      samples: z.optional(z.array(usageSample)),
      /** The interval of its figures while it runs. */
      heartbeatMs: z.optional(z.number().check(z.gt(0))),
    }),
    { repeatable: true },
  ),
} as const;
