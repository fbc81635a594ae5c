import * as z from 'zod/mini';
import { revision, time, token } from '../../lib/messaging/catalog/fields.ts';
import { runtimeStatus } from './runtimeStatus.ts';

/** A directory that was there before, or one that Slate made from a template. */
const projectOrigin = z.enum(['directory', 'template']);

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
  /** Of its record, which renaming and deleting must name; null if there is none now. */
  revision: z.optional(z.nullable(revision)),
  origin: z.optional(projectOrigin),
  /** The connected agents that host it, in the order of their names; [] if none does. */
  hosts: z.optional(z.array(z.looseObject({ id: token, name: z.string() }))),
  createdAt: z.optional(time),
  createdBy: z.optional(z.string()),
  updatedAt: z.optional(time),
  updatedBy: z.optional(z.string()),
});
export type ProjectRecord = z.infer<typeof projectRecord>;

/** What a new project can begin as. */
export const projectTemplate = z.looseObject({
  template: token,
  name: z.string(),
  /** One sentence. */
  description: z.string(),
});
export type ProjectTemplate = z.infer<typeof projectTemplate>;

/** `details` of a refusal with code `changed`: the record as it is now, and what was asked. */
export const projectConflict = z.looseObject({
  theirs: z.looseObject({
    name: z.string(),
    revision,
    updatedAt: time,
    /** For people. */
    updatedBy: z.string(),
  }),
  yours: z.looseObject({ name: z.optional(z.string()), revision }),
});
export type ProjectConflict = z.infer<typeof projectConflict>;
