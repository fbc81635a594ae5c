import { mkdirSync } from 'node:fs';
import { lstat, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { v4 as uuid } from 'uuid';
import type { AssetComponent, AssetRecord } from '../../src/catalogs/slate/index.ts';
import type { Person } from './person.ts';
import { type ComponentKind, isComponentKind } from './processing/job.ts';
import type { ProjectAssetsParts } from './projectAssets.ts';

/** A component that the agent has yet to look into. */
export const pendingComponent = (kind: ComponentKind): AssetComponent => ({
  componentId: uuid(),
  kind,
  status: 'pending',
});

/** What is found out about a project's assets, noted and published as it becomes known. */
export function createComponents({
  project,
  dirName,
  index,
  publisher,
  processor,
  made,
}: ProjectAssetsParts & {
  /** Where the file of a component is. */
  readonly made: (componentId: string) => string;
}) {
  const { projectId } = project;

  const publishAdded = (assetId: string, component: AssetComponent, by: Person | null) =>
    void publisher.store('asset.component.added', {
      assetId,
      projectId,
      ...(by ? { userId: by.userId } : {}),
      data: {
        revision: index.get(assetId)?.revision ?? 0,
        component,
        ...(by ? { addedBy: by.name } : {}),
      },
    });

  /** Puts a component in the place of the one with its id; null if that was removed meanwhile. */
  const settle = (assetId: string, component: AssetComponent): AssetComponent | null => {
    const asset = index.get(assetId);
    const at = asset?.components.findIndex((one) => one.componentId === component.componentId);
    if (!asset || at === undefined || at === -1) return null;
    index.put({ ...asset, components: asset.components.with(at, component) });
    return component;
  };

  const process = async (asset: AssetRecord) => {
    const open = asset.components.filter(({ status }) => status === 'pending');
    const kinds = open.flatMap(({ kind }) => (isComponentKind(kind) ? [kind] : []));
    if (kinds.length === 0) return;
    mkdirSync(dirname(made('none')), { recursive: true });
    const thumbnail = open.find(({ kind }) => kind === 'thumbnail');
    const path = join(project.dir, dirName, asset.name);
    // Not through a link that somebody put in its place.
    const isFile = await lstat(path).then(
      (found) => found.isFile(),
      () => false,
    );
    if (!isFile) return;
    const results = await processor.run({
      path,
      type: asset.type,
      kinds,
      thumbnailPath: made(thumbnail?.componentId ?? 'none'),
    });
    for (const result of results ?? []) {
      const component = open.find(({ kind }) => kind === result.kind);
      if (!component) continue;
      const { componentId, kind } = component;
      const settled = settle(
        asset.assetId,
        result.status === 'ready'
          ? { ...result.facts, componentId, kind, status: 'ready' }
          : { componentId, kind, status: 'failed', reason: result.reason },
      );
      if (settled) publishAdded(asset.assetId, settled, null);
      else await rm(made(componentId), { force: true });
    }
  };

  function publishRemoved(assetId: string, componentId: string, by: Person): void {
    void publisher.store('asset.component.removed', {
      assetId,
      projectId,
      userId: by.userId,
      data: {
        revision: index.get(assetId)?.revision ?? 0,
        component: { componentId },
        removedBy: by.name,
      },
    });
  }

  return { process, publishAdded, publishRemoved };
}
