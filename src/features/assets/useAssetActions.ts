import { useQueryClient } from '@tanstack/react-query';
import { v7 as uuidv7 } from 'uuid';
import type { AssetRecord } from '../../catalogs/slate/index.ts';
import { saveFile } from '../../components/saveFile.ts';
import { toast } from '../../components/toast.ts';
import { describeCommandError, useMessaging } from '../../hooks/index.ts';
import { type AssetList, assetsKey } from './queries.ts';
import { fileOf, readAsset } from './readAsset.ts';
import { describeReadError } from './useBlobUrl.ts';

const TIMEOUT_MS = 10_000;

/** What people do with an asset. What fails is reported as a toast. */
export interface AssetActions {
  download(asset: AssetRecord): Promise<void>;
  /** With an Undo in its toast. */
  remove(asset: AssetRecord): void;
  attach(asset: AssetRecord, kind: string): void;
  detach(asset: AssetRecord, componentId: string): void;
  /** Takes an upload that was given up out of the list. */
  forgetUpload(uploadId: string): void;
  /** Puts what a command answered into the list; its event brings the same a moment later. */
  keep(asset: AssetRecord): void;
}

export function useAssetActions(
  projectId: string,
  userName: string,
  onRemoved: () => void,
): AssetActions {
  const client = useMessaging();
  const queryClient = useQueryClient();

  const changeList = (update: (list: AssetList) => Partial<AssetList>) =>
    queryClient.setQueryData<AssetList>(
      assetsKey(projectId),
      (list) => list && { ...list, ...update(list) },
    );
  const change = (update: (assets: readonly AssetRecord[]) => readonly AssetRecord[]) =>
    changeList(({ assets }) => ({ assets: update(assets) }));
  const keep = (asset: AssetRecord) =>
    change((assets) => {
      const at = assets.findIndex(({ assetId }) => assetId === asset.assetId);
      return at === -1 ? [asset, ...assets] : assets.with(at, asset);
    });
  const options = () => ({ timeoutMs: TIMEOUT_MS, idempotencyKey: uuidv7() });
  const report = (what: string) => (error: unknown) =>
    toast('failure', `${what}: ${describeCommandError(error, true)}`);

  const restore = ({ assetId, name }: AssetRecord) => {
    client
      .request('asset.restore', { assetId }, { restoredBy: userName }, options())
      .then(keep, report(`“${name}” is not back`));
  };

  return {
    keep,
    forgetUpload: (uploadId) =>
      void changeList(({ unfinished }) => ({
        unfinished: unfinished.filter((upload) => upload.uploadId !== uploadId),
      })),
    async download(asset) {
      try {
        const { signal } = new AbortController();
        // Opaque: a file that someone uploaded must not run as if it were this page.
        const target = { ...fileOf(asset), type: 'application/octet-stream' };
        saveFile(await readAsset(client, target, signal), asset.name);
      } catch (error) {
        toast('failure', `“${asset.name}” was not downloaded: ${describeReadError(error)}`);
      }
    },
    remove(asset) {
      const { assetId, name, revision } = asset;
      client
        .request('asset.delete', { assetId }, { revision, deletedBy: userName }, options())
        .then(
          ({ restorable }) => {
            change((assets) => assets.filter((one) => one.assetId !== assetId));
            onRemoved();
            const undo = { label: 'Undo', run: () => restore(asset) };
            toast('success', `“${name}” was deleted.`, restorable ? undo : undefined);
          },
          report(`“${name}” was not deleted`),
        );
    },
    attach({ assetId, name }, kind) {
      client
        .request('asset.attach', { assetId }, { kind, addedBy: userName }, options())
        .then(keep, report(`“${name}” stays as it is`));
    },
    detach({ assetId, name }, componentId) {
      client
        .request('asset.detach', { assetId }, { componentId, removedBy: userName }, options())
        .then(keep, report(`“${name}” stays as it is`));
    },
  };
}
