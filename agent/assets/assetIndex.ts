import { existsSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { type AssetRecord, assetRecord } from '../../src/catalogs/slate/index.ts';
import { dataFile } from '../dataFile.ts';
import type { HostedProject } from '../projects/projects.ts';

const deletedAsset = z.object({ asset: assetRecord, deletedAt: z.number() });

const indexFile = z.object({
  /** The directory that this is about; another one at its path is another project. */
  directory: z.string(),
  /** Newest first. */
  assets: z.array(assetRecord),
  deleted: z.array(deletedAsset),
});

/** What is kept of the assets of one project besides the files. Changes throw what the disk throws. */
export interface AssetIndex {
  /** Newest first. */
  list(): readonly AssetRecord[];
  get(assetId: string): AssetRecord | undefined;
  /** A deleted one, which may come back. */
  getDeleted(assetId: string): AssetRecord | undefined;
  /** Adds it, or replaces the one with its id. */
  put(asset: AssetRecord): void;
  /** Moves it to the deleted ones. */
  remove(assetId: string, now: number): void;
  /** Bytes of all present ones. */
  usedBytes(): number;
}

/**
 * Opens `<dataDir>/assets/<projectId>.json`. The index of a project that was deleted, and whose id
 * another one has now, is set aside.
 */
export function openAssetIndex(dataDir: string, project: HostedProject): AssetIndex {
  const path = join(dataDir, 'assets', `${project.projectId}.json`);
  const directory = identityOf(project);
  const empty = { directory, assets: [], deleted: [] };
  const file = dataFile(path, indexFile, empty);
  let state = file.read();
  if (state.directory !== directory) {
    if (existsSync(path)) renameSync(path, `${path}.${Date.now()}.old`);
    state = empty;
  }
  const save = (change: Partial<typeof state>) => {
    const next = { ...state, ...change };
    // What is not on disk would be gone after a restart.
    file.mustWrite(next);
    state = next;
  };
  const others = (assetId: string) => state.assets.filter((asset) => asset.assetId !== assetId);
  const othersDeleted = (assetId: string) =>
    state.deleted.filter(({ asset }) => asset.assetId !== assetId);
  return {
    list: () => state.assets,
    get: (assetId) => state.assets.find((asset) => asset.assetId === assetId),
    getDeleted: (assetId) => state.deleted.find(({ asset }) => asset.assetId === assetId)?.asset,
    put(asset) {
      const at = state.assets.findIndex(({ assetId }) => assetId === asset.assetId);
      const assets = at === -1 ? [asset, ...state.assets] : state.assets.with(at, asset);
      save({ assets, deleted: othersDeleted(asset.assetId) });
    },
    remove(assetId, now) {
      const asset = state.assets.find((one) => one.assetId === assetId);
      if (!asset) return;
      const deleted = [{ asset, deletedAt: now }, ...othersDeleted(assetId)];
      save({ assets: others(assetId), deleted });
    },
    usedBytes: () => state.assets.reduce((sum, { size }) => sum + size, 0),
  };
}

/** A directory that was given is the same project when it is made again; a workspace is not. */
function identityOf({ dir, origin }: HostedProject): string {
  if (origin === 'directory') return dir;
  const { dev, ino } = statSync(dir);
  return `${dir} ${dev}:${ino}`;
}
