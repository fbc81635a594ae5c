import * as z from 'zod/mini';
import { revision, time, token } from '../../lib/messaging/catalog/fields.ts';
import { runtimeStatus } from './runtimeStatus.ts';

/** A directory that existed before, or one made from a template. */
const projectOrigin = z.enum(['directory', 'template']);

/** Commands are shown, never sent back to be run. */
export const projectRecord = z.looseObject({
  projectId: token,
  name: z.string(),
  /** Null if there is nothing to build. */
  buildSteps: z.nullable(z.array(z.looseObject({ name: z.string(), command: z.string() }))),
  /** Null if there is nothing to run. */
  runCommand: z.nullable(z.string()),
  /** The running build. */
  currentBuildId: z.nullable(token),
  /** Since the agent started, newest first. */
  sessions: z.array(runtimeStatus),
  /** What is wrong with its files, and what to do. */
  problem: z.optional(z.string()),
  /** Renaming and deleting name it; null without a record. */
  revision: z.optional(z.nullable(revision)),
  origin: z.optional(projectOrigin),
  /** Connected agents that host it, by name. */
  hosts: z.optional(z.array(z.looseObject({ id: token, name: z.string() }))),
  /** Saving a file starts a build; who switched it on, and when. Left out while it is off. */
  buildOnChange: z.optional(z.looseObject({ by: z.string(), at: time })),
  createdAt: z.optional(time),
  createdBy: z.optional(z.string()),
  updatedAt: z.optional(time),
  updatedBy: z.optional(z.string()),
});
export type ProjectRecord = z.infer<typeof projectRecord>;

export const projectTemplate = z.looseObject({
  template: token,
  name: z.string(),
  description: z.string(),
});
export type ProjectTemplate = z.infer<typeof projectTemplate>;

/** `details` of a refusal with code `changed`. */
export const projectConflict = z.looseObject({
  theirs: z.looseObject({
    name: z.string(),
    revision,
    updatedAt: time,
    updatedBy: z.string(),
  }),
  yours: z.looseObject({ name: z.optional(z.string()), revision }),
});
export type ProjectConflict = z.infer<typeof projectConflict>;
