import * as z from 'zod/mini';

/** The key-value bucket of all projects' records; only agents write and read it. */
export const PROJECTS_BUCKET = 'slate_projects';

/** What is kept of a project besides its files. Fields of newer versions stay. */
export const storedProject = z.looseObject({
  projectId: z.string(),
  name: z.string(),
  /** A person chose the name: what the project's files say no longer counts. */
  named: z.boolean(),
  origin: z.enum(['directory', 'template']),
  template: z.optional(z.string()),
  /** The user whose project it is; one token, for the subjects of its events. */
  ownerId: z.string(),
  /** Milliseconds since the epoch, by the agent's clock; who is for people. */
  createdAt: z.number(),
  createdBy: z.string(),
  updatedAt: z.number(),
  updatedBy: z.string(),
  /** Saving a file starts a build: who switched it on, and when. Left out while it is off. */
  buildOnChange: z.optional(z.object({ by: z.string(), at: z.number() })),
});
export type StoredProject = z.infer<typeof storedProject>;

/** Who asks: proven, and as others may see it. */
export interface Actor {
  readonly userId: string;
  readonly name: string;
}

/** The owner of what an agent found on its disk. */
export const AGENT: Actor = { userId: 'agent', name: 'the agent' };

/** A project's first record. */
export function newRecord(
  project: Pick<StoredProject, 'projectId' | 'name' | 'named' | 'origin' | 'template'>,
  owner: Actor,
  now: number,
): StoredProject {
  return {
    ...project,
    ownerId: owner.userId,
    createdAt: now,
    createdBy: owner.name,
    updatedAt: now,
    updatedBy: owner.name,
  };
}

export function renamed(record: StoredProject, name: string, by: Actor, now: number) {
  return { ...record, name, named: true, updatedAt: now, updatedBy: by.name };
}

export function withBuildOnChange(
  { buildOnChange: _, ...record }: StoredProject,
  isOn: boolean,
  by: Actor,
  now: number,
): StoredProject {
  const changed = { ...record, updatedAt: now, updatedBy: by.name };
  return isOn ? { ...changed, buildOnChange: { by: by.name, at: now } } : changed;
}
