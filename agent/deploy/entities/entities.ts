import { readdirSync, rmSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { dataFile } from '../../dataFile.ts';
import { messageOf, type Say } from '../../log.ts';
import type { DeployPlan } from '../../projects/projectFile.ts';
import {
  checkSnapshot,
  copySnapshot,
  snapshotFile,
  SnapshotProblem,
  takeSnapshot,
} from './snapshot.ts';

/** No id holds a dot. */
const DRAFT = '.draft';

const storedEntity = z.object({
  entityId: z.string(),
  projectId: z.string(),
  /** Of its build; null while numbers could not be given. */
  number: z.nullable(z.number()),
  registeredAt: z.number(),
  plan: z.object({
    command: z.string(),
    args: z.nullable(z.array(z.string())),
    env: z.record(z.string(), z.string()),
    cwd: z.string(),
    health: z.string(),
  }),
  files: z.array(snapshotFile),
});

/** A build that can be deployed: a copy of what it left, and how its project ran it then. */
export interface Entity {
  /** The build's id. */
  readonly entityId: string;
  readonly projectId: string;
  readonly number: number | null;
  readonly registeredAt: number;
  readonly plan: DeployPlan;
  readonly files: z.infer<typeof storedEntity>['files'];
}

/** A build that has just passed. */
export interface PassedBuild {
  readonly buildId: string;
  readonly projectId: string;
  readonly number: number | undefined;
  /** Of the project; absolute. */
  readonly dir: string;
  readonly artifacts: readonly string[];
  readonly plan: DeployPlan;
}

/** What an agent keeps of builds to deploy them, on disk. */
export interface Entities {
  get(entityId: string): Entity | null;
  /** Newest first. */
  list(projectId: string): readonly Entity[];
  /** Copies what a build left. @throws SnapshotProblem or an error of the file system */
  register(build: PassedBuild): Promise<Entity>;
  /** Removes the oldest ones of a project that are too many, but none of those in use. */
  collect(projectId: string, inUse: ReadonlySet<string>): Promise<readonly Entity[]>;
  /** Removes all of a project that is gone. */
  removeAll(projectId: string): Promise<readonly Entity[]>;
  /** What is not as it was registered, in words; null if all is. */
  check(entity: Entity): Promise<string | null>;
  /** Copies its files to a directory that does not exist yet. */
  unpack(entity: Entity, to: string): Promise<void>;
}

export interface EntitiesOptions {
  readonly dataDir: string;
  /** Of each project. */
  readonly maxKept: number;
  readonly say: Say;
  readonly now?: () => number;
}

/** Opens `<dataDir>/entities`: a directory for each, which is renamed into place when it is whole. */
export function openEntities({ dataDir, maxKept, say, now = Date.now }: EntitiesOptions): Entities {
  const root = join(dataDir, 'entities');
  const dirOf = (entityId: string) => join(root, entityId);
  const filesOf = (entityId: string) => join(dirOf(entityId), 'files');
  const known = readAll(root, say);

  const list = (projectId: string) =>
    [...known.values()]
      .filter((entity) => entity.projectId === projectId)
      .toSorted((a, b) => b.registeredAt - a.registeredAt);
  const remove = async (entities: readonly Entity[]) => {
    for (const { entityId } of entities) {
      known.delete(entityId);
      // One that stays for now is found by the next start.
      await rm(dirOf(entityId), { recursive: true, force: true }).catch((error: unknown) =>
        say(`entity ${entityId} could not be removed: ${messageOf(error)}`),
      );
    }
    return entities;
  };

  return {
    get: (entityId) => known.get(entityId) ?? null,
    list,
    async register({ buildId, projectId, number, dir, artifacts, plan }) {
      const draft = join(root, `${buildId}${DRAFT}`);
      await rm(draft, { recursive: true, force: true });
      try {
        await mkdir(draft, { recursive: true, mode: 0o700 });
        const files = await takeSnapshot(dir, artifacts, join(draft, 'files'));
        const entity: Entity = {
          entityId: buildId,
          projectId,
          number: number ?? null,
          registeredAt: now(),
          plan,
          files: [...files],
        };
        entityFile(draft).mustWrite(toStored(entity));
        await rm(dirOf(buildId), { recursive: true, force: true });
        await rename(draft, dirOf(buildId));
        known.set(buildId, entity);
        return entity;
      } catch (error) {
        await rm(draft, { recursive: true, force: true }).catch(() => undefined);
        throw error;
      }
    },
    collect: (projectId, inUse) =>
      remove(
        list(projectId)
          .slice(maxKept)
          .filter(({ entityId }) => !inUse.has(entityId)),
      ),
    removeAll: (projectId) => remove(list(projectId)),
    check: ({ entityId, files }) => checkSnapshot(filesOf(entityId), files),
    unpack: ({ entityId }, to) => copySnapshot(filesOf(entityId), to),
  };
}

/** What people read of a snapshot that failed. */
export const snapshotFailure = (error: unknown): string =>
  error instanceof SnapshotProblem
    ? error.message
    : `Its files could not be copied: ${messageOf(error)}`;

type StoredEntity = z.infer<typeof storedEntity>;

const entityFile = (dir: string) =>
  dataFile<StoredEntity | null>(join(dir, 'entity.json'), z.nullable(storedEntity), null);

const toStored = (entity: Entity): StoredEntity => ({
  ...entity,
  plan: {
    ...entity.plan,
    args: entity.plan.args === null ? null : [...entity.plan.args],
    env: { ...entity.plan.env },
  },
});

/** Also removes what a killed agent has left half written. */
function readAll(root: string, say: Say): Map<string, Entity> {
  const known = new Map<string, Entity>();
  let names: readonly string[];
  try {
    names = readdirSync(root);
  } catch {
    return known;
  }
  for (const name of names) {
    const entity = entityFile(join(root, name)).read();
    if (entity && entity.entityId === name) {
      known.set(name, entity);
      continue;
    }
    if (!name.endsWith(DRAFT)) continue;
    try {
      rmSync(join(root, name), { recursive: true, force: true });
    } catch (error) {
      say(`${join(root, name)} could not be removed: ${messageOf(error)}`);
    }
  }
  return known;
}
