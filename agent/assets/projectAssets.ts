import { rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { AssetRecord } from '../../src/catalogs/slate/index.ts';
import { CommandRefusal } from '../../src/lib/messaging/index.ts';
import { isPrivatePath } from '../files/paths.ts';
import type { HostedProject } from '../projects/projects.ts';
import type { Publisher } from '../publish/publisher.ts';
import {
  copyWithoutReplacing,
  moveOwn,
  openAssetsDir,
  placeCopy,
  readPiece,
} from './assetFiles.ts';
import type { AssetIndex } from './assetIndex.ts';
import type { Person } from './person.ts';
import { detectMediaType } from './mediaType.ts';
import { createComponents, pendingComponent } from './components.ts';
import { isComponentKind, kindsFor } from './processing/job.ts';
import type { Processor } from './processing/processor.ts';
import { nameKey, safeFileName } from './safeName.ts';

export interface ProjectAssetsParts {
  readonly project: HostedProject;
  readonly dataDir: string;
  readonly dirName: string;
  readonly index: AssetIndex;
  readonly publisher: Publisher;
  readonly processor: Processor;
  readonly now: () => number;
}

/** A file that has arrived whole, to become an asset. */
export interface ArrivedFile {
  /** The asset's id: a repeat after a crash is the same asset. */
  readonly assetId: string;
  /** Absolute; it is left where it is. */
  readonly path: string;
  readonly name: string;
  readonly size: number;
  readonly digest: string;
  readonly by: Person;
}

/**
 * The assets of one project: files in its assets directory, and what is known of them. A change is
 * first made to the files, then noted, then published; changes come one after the other. Methods
 * throw CommandRefusal.
 */
export interface ProjectAssets {
  readonly index: AssetIndex;
  add(file: ArrivedFile): Promise<AssetRecord>;
  read(
    assetId: string,
    componentId: string | undefined,
    offset: number,
  ): ReturnType<typeof readPiece>;
  rename(assetId: string, name: string, revision: number, by: Person): Promise<AssetRecord>;
  /** @returns whether it can be restored */
  remove(assetId: string, revision: number, by: Person): Promise<boolean>;
  restore(assetId: string, by: Person): Promise<AssetRecord>;
  attach(assetId: string, kind: string, by: Person): Promise<AssetRecord>;
  detach(assetId: string, componentId: string, by: Person): Promise<AssetRecord>;
  /** Goes on with what an earlier agent had begun to look into. */
  resume(): void;
}

const gone = () => new CommandRefusal('not-found', 'This asset is no longer there.');

export function createProjectAssets(parts: ProjectAssetsParts): ProjectAssets {
  const { project, dataDir, dirName, index, publisher, now } = parts;
  const { projectId } = project;
  const kept = (assetId: string) => join(dataDir, 'assets', '.deleted', assetId);
  const made = (componentId: string) => join(dataDir, 'assets', '.components', componentId);
  const dirOf = () => openAssetsDir(project.dir, dirName);
  const takenNames = () => new Set(index.list().map(({ name }) => nameKey(name)));
  let last: Promise<unknown> = Promise.resolve();

  const inTurn = <T>(change: () => Promise<T>): Promise<T> => {
    const result = last.then(change);
    last = result.catch(() => undefined);
    return result;
  };

  const current = (assetId: string, revision: number): AssetRecord => {
    const asset = index.get(assetId);
    if (!asset) throw gone();
    if (asset.revision !== revision) {
      throw new CommandRefusal('changed', 'Someone changed this asset meanwhile.', {
        theirs: asset,
      });
    }
    return asset;
  };

  const components = createComponents({ ...parts, made });
  const { process } = components;

  return {
    index,
    add: ({ assetId, path, name, size, digest, by }) =>
      inTurn(async () => {
        const known = index.get(assetId) ?? index.getDeleted(assetId);
        if (known) return known;
        const dir = await dirOf();
        const placed = await placeCopy(path, dir, safeFileName(name), takenNames());
        const type = await detectMediaType(path, placed);
        const asset: AssetRecord = {
          projectId,
          assetId,
          name: placed,
          size,
          type,
          digest,
          createdAt: now(),
          createdBy: by.name,
          revision: 1,
          components: kindsFor(type).map(pendingComponent),
        };
        await orUndo(
          () => index.put(asset),
          () => rm(join(dir, placed), { force: true }),
        );
        void publisher.store('asset.created', {
          projectId,
          assetId,
          userId: by.userId,
          data: withoutProject(asset),
        });
        void process(asset);
        return asset;
      }),
    async read(assetId, componentId, offset) {
      const asset = index.get(assetId);
      if (!asset) throw gone();
      if (componentId === undefined)
        return readPiece(await dirOf(), asset.name, asset.size, offset);
      const component = asset.components.find((one) => one.componentId === componentId);
      if (component?.size === undefined) {
        throw new CommandRefusal('not-found', 'There is nothing to read of this component.');
      }
      return readPiece(join(dataDir, 'assets', '.components'), componentId, component.size, offset);
    },
    rename: (assetId, name, revision, by) =>
      inTurn(async () => {
        const asset = current(assetId, revision);
        const wanted = safeFileName(name);
        if (wanted !== name.normalize('NFC').trim() || isPrivatePath(wanted)) {
          throw new CommandRefusal('invalid', 'An asset can’t have this name. Choose another.');
        }
        if (wanted === asset.name) return asset;
        const dir = await dirOf();
        const from = join(dir, asset.name);
        const to = join(dir, wanted);
        try {
          // Only in capitals: one name to some file systems.
          if (nameKey(wanted) === nameKey(asset.name)) await rename(from, to);
          else if (takenNames().has(nameKey(wanted)) || !(await movedTo(from, to))) {
            throw new CommandRefusal('conflict', `There is a file “${wanted}” already.`);
          }
        } catch (error) {
          throw asGone(error);
        }
        const renamed = { ...asset, name: wanted, revision: asset.revision + 1 };
        await orUndo(
          () => index.put(renamed),
          () => rename(to, from),
        );
        void publisher.store('asset.updated', {
          assetId,
          projectId,
          userId: by.userId,
          data: { ...withoutProject(renamed), previousName: asset.name, updatedBy: by.name },
        });
        return renamed;
      }),
    remove: (assetId, revision, by) =>
      inTurn(async () => {
        if (!index.get(assetId) && index.getDeleted(assetId)) return exists(kept(assetId));
        const asset = current(assetId, revision);
        const from = join(await dirOf(), asset.name);
        if (await exists(from)) await moveOwn(from, kept(assetId));
        await orUndo(
          () => index.remove(assetId, now()),
          () => moveOwn(kept(assetId), from),
        );
        void publisher.store('asset.deleted', {
          assetId,
          projectId,
          userId: by.userId,
          data: { assetId, name: asset.name, revision: asset.revision, deletedBy: by.name },
        });
        return exists(kept(assetId));
      }),
    restore: (assetId, by) =>
      inTurn(async () => {
        const present = index.get(assetId);
        if (present) return present;
        const asset = index.getDeleted(assetId);
        if (!asset || !(await exists(kept(assetId)))) throw gone();
        const dir = await dirOf();
        const name = await placeCopy(kept(assetId), dir, asset.name, takenNames());
        const restored = { ...asset, name, revision: asset.revision + 1 };
        await orUndo(
          () => index.put(restored),
          () => rm(join(dir, name), { force: true }),
        );
        await rm(kept(assetId), { force: true });
        void publisher.store('asset.created', {
          projectId,
          assetId,
          userId: by.userId,
          data: { ...withoutProject(restored), restoredBy: by.name },
        });
        void process(restored);
        return restored;
      }),
    attach: (assetId, kind, by) =>
      inTurn(async () => {
        const asset = index.get(assetId);
        if (!asset) throw gone();
        if (!isComponentKind(kind) || !kindsFor(asset.type).includes(kind)) {
          throw new CommandRefusal(
            'invalid',
            `A file of type ${asset.type} can’t have this component.`,
          );
        }
        const others = asset.components.filter(
          (one) => one.kind !== kind || one.status !== 'failed',
        );
        if (others.some((one) => one.kind === kind)) return asset;
        const component = pendingComponent(kind);
        const attached = { ...asset, components: [...others, component] };
        index.put(attached);
        for (const failed of asset.components) {
          if (!others.includes(failed)) components.publishRemoved(assetId, failed.componentId, by);
        }
        components.publishAdded(assetId, component, by);
        void process({ ...attached, components: [component] });
        return attached;
      }),
    detach: (assetId, componentId, by) =>
      inTurn(async () => {
        const asset = index.get(assetId);
        if (!asset) throw gone();
        const others = asset.components.filter((one) => one.componentId !== componentId);
        if (others.length === asset.components.length) return asset;
        const detached = { ...asset, components: others };
        index.put(detached);
        await rm(made(componentId), { force: true });
        components.publishRemoved(assetId, componentId, by);
        return detached;
      }),
    resume() {
      for (const asset of index.list()) void process(asset);
    },
  };
}

/** What can't be noted is not done: a full disk leaves no file that no asset has. */
async function orUndo(note: () => void, undo: () => Promise<void>): Promise<void> {
  try {
    note();
  } catch (error) {
    await undo();
    throw error;
  }
}

/** The ids stand in the event itself. */
function withoutProject({ projectId: _, ...data }: AssetRecord): Omit<AssetRecord, 'projectId'> {
  return data;
}

async function movedTo(from: string, to: string): Promise<boolean> {
  if (!(await copyWithoutReplacing(from, to))) return false;
  await rm(from);
  return true;
}

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );

function asGone(error: unknown): unknown {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT' ? gone() : error;
}
