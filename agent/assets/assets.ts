import { setTimeout as sleep } from 'node:timers/promises';
import { v4 as uuid } from 'uuid';
import type { AssetRecord, CommandInput, CommandOutput } from '../../src/catalogs/slate/index.ts';
import { CommandRefusal } from '../../src/lib/messaging/index.ts';
import { bytesIn, chunksOf, countChunks } from '../../src/lib/upload/ranges.ts';
import type { Say } from '../log.ts';
import type { ProjectFiles } from '../files/fileEntry.ts';
import type { HostedProject } from '../projects/projects.ts';
import { isPrivatePath } from '../files/paths.ts';
import type { Publisher } from '../publish/publisher.ts';
import type { AssetLimits } from '../settings.ts';
import { openAssetIndex } from './assetIndex.ts';
import type { Person } from './person.ts';
import { createProjectAssets, type ProjectAssets } from './projectAssets.ts';
import type { Processor } from './processing/processor.ts';
import { type ChunkQueue, createChunkReceiver } from './receiveChunks.ts';
import { safeFileName } from './safeName.ts';
import type { Upload, Uploads } from './uploads.ts';

/** What one chunk takes of every connection on its way: a tenth of a second on a slow one. */
const CHUNK_BYTES = 128 * 1024;
/** Unfinished uploads of one agent. */
const MAX_UPLOADS = 64;
const PAGE = 100;
/** Chunks that are stored and not fetched yet; counted from the last one that was. */
const DRAIN_MS = 10_000;
const POLL_MS = 20;
/** Chunks that can't be written are tried again twice a second. */
const NEXT_ATTEMPT_MS = 3_000;
const SWEEP_MS = 10 * 60_000;

export interface AssetsParts {
  readonly dataDir: string;
  readonly limits: AssetLimits;
  /** After so long without a chunk an upload is given up. */
  readonly uploadMaxAgeMs: number;
  readonly uploads: Uploads;
  readonly queue: ChunkQueue;
  readonly publisher: Publisher;
  readonly processor: Processor;
  readonly say: Say;
  readonly now?: () => number;
}

/** The assets of all hosted projects and what is on its way to them. Methods throw CommandRefusal. */
export interface Assets {
  /** Serves a project's assets until the returned function is called. */
  host(project: HostedProject, files: Pick<ProjectFiles, 'readOnlyReason'>): () => void;
  list(projectId: string, cursor: string | undefined, userId: string): CommandOutput<'asset.list'>;
  begin(
    projectId: string,
    file: CommandInput<'asset.begin'>,
    by: Person,
  ): Promise<CommandOutput<'asset.begin'>>;
  finish(
    projectId: string,
    file: CommandInput<'asset.finish'>,
    userId: string,
  ): Promise<AssetRecord>;
  cancel(projectId: string, uploadId: string, userId: string): Promise<void>;
  /** What has this asset, or had it before it was deleted; null if it is not of a project here. */
  of(assetId: string): ProjectAssets | null;
  /** The same, where people may change it. */
  editable(assetId: string): ProjectAssets | null;
  stop(): void;
}

interface HostedAssets {
  readonly projectId: string;
  readonly files: Pick<ProjectFiles, 'readOnlyReason'>;
  readonly assets: ProjectAssets;
}

export function createAssets(parts: AssetsParts): Assets {
  const { dataDir, limits, uploadMaxAgeMs, uploads, publisher, processor, say } = parts;
  const now = parts.now ?? Date.now;
  const hosted = new Map<string, HostedAssets>();
  const receiver = createChunkReceiver({ queue: parts.queue, uploads, say });

  const giveUp = async (uploadId: string) => {
    await receiver.end(uploadId);
    await uploads.remove(uploadId);
  };

  const sweep = () => {
    for (const { uploadId } of uploads.idleSince(now() - uploadMaxAgeMs)) void giveUp(uploadId);
  };
  sweep();
  const sweeping = setInterval(sweep, Math.min(SWEEP_MS, uploadMaxAgeMs));
  sweeping.unref();

  const hostedProject = (projectId: string) => {
    const found = hosted.get(projectId);
    if (!found) throw new CommandRefusal('not-found', 'This project is no longer here.');
    return found;
  };
  const editableProject = (projectId: string) => {
    const found = hostedProject(projectId);
    const reason = found.files.readOnlyReason;
    if (reason !== null) throw new CommandRefusal('conflict', reason);
    return found;
  };
  const uploadsOf = (projectId: string) =>
    uploads.list().filter((upload) => upload.projectId === projectId);
  const find = (assetId: string) =>
    [...hosted.values()].find(
      ({ assets: { index } }) => index.get(assetId) ?? index.getDeleted(assetId),
    );

  /**
   * What the server has of an upload is fetched before anything is said to be missing.
   * @throws Error of the file system if it can't be written
   */
  const drained = async (upload: Upload) => {
    const begun = performance.now();
    while (!uploads.isComplete(upload) && uploads.get(upload.uploadId)) {
      const { at, error } = receiver.lastAttempt(upload.uploadId) ?? { at: 0, error: null };
      if (at > begun && error !== null) throw error;
      if (performance.now() - Math.max(begun, at) > DRAIN_MS) break;
      await sleep(POLL_MS);
    }
  };

  /**
   * After a chunk could not be written, the next attempt shows whether the next ones can.
   * @throws Error of the file system
   */
  const writable = async ({ uploadId }: Upload) => {
    const begun = performance.now();
    const failed = receiver.lastAttempt(uploadId);
    if (!failed || failed.error === null) return;
    while (performance.now() - begun < NEXT_ATTEMPT_MS) {
      const next = receiver.lastAttempt(uploadId);
      if (next === undefined || next.error === null) return;
      if (next.at > begun) throw next.error;
      await sleep(POLL_MS);
    }
  };

  const findUpload = (
    projectId: string,
    file: Pick<Upload, 'userId' | 'name' | 'size' | 'digest'>,
  ) =>
    uploadsOf(projectId).find(
      ({ userId, name, size, digest }) =>
        userId === file.userId &&
        name === file.name &&
        size === file.size &&
        digest === file.digest,
    );

  return {
    host(project, files) {
      const { projectId } = project;
      const assets = createProjectAssets({
        project,
        dataDir,
        dirName: limits.dirName,
        index: openAssetIndex(dataDir, project),
        publisher,
        processor,
        now,
      });
      hosted.set(projectId, { projectId, files, assets });
      for (const upload of uploadsOf(projectId)) receiver.begin(upload);
      assets.resume();
      return () => hosted.delete(projectId);
    },
    list(projectId, cursor, userId) {
      const { files, assets } = hostedProject(projectId);
      const all = assets.index.list();
      // New ones come first, so a place would move; the asset itself stays.
      const from =
        cursor === undefined ? 0 : all.findIndex(({ assetId }) => assetId === cursor) + 1;
      const page = all.slice(from, from + PAGE);
      const last = page.at(-1);
      return {
        assets: page,
        ...(last && from + PAGE < all.length ? { cursor: last.assetId } : {}),
        readOnlyReason: files.readOnlyReason,
        limits: {
          assetBytes: limits.assetBytes,
          projectBytes: limits.projectBytes,
          usedBytes: assets.index.usedBytes(),
        },
        unfinished: uploadsOf(projectId)
          .filter((upload) => upload.userId === userId)
          .map(({ uploadId, name, size, chunkSize }) => {
            const receivedBytes = bytesIn(uploads.received(uploadId), size, chunkSize);
            return { uploadId, name, size, receivedBytes };
          }),
      };
    },
    async begin(projectId, { name, size, digest }, by) {
      const { assets } = editableProject(projectId);
      const shown = safeFileName(name);
      // A safe name has no leading dot: “.env” would pass as “env”.
      if (isPrivatePath(shown) || isPrivatePath(name.replaceAll('\\', '/'))) {
        throw new CommandRefusal(
          'invalid',
          'Files that look like keys or passwords are not taken.',
        );
      }
      if (size > limits.assetBytes) {
        throw new CommandRefusal(
          'invalid',
          `“${shown}” has ${formatSize(size)}. The limit is ${formatSize(limits.assetBytes)} per file.`,
        );
      }
      const file = { userId: by.userId, name: shown, size, digest };
      const begun = findUpload(projectId, file);
      if (begun) await writable(begun);
      // It may have been given up meanwhile.
      const known = findUpload(projectId, file);
      const upload = known ?? {
        ...file,
        uploadId: uuid(),
        projectId,
        createdBy: by.name,
        chunkSize: CHUNK_BYTES,
      };
      if (!known) {
        const coming = uploadsOf(projectId).reduce((sum, one) => sum + one.size, 0);
        const free = limits.projectBytes - assets.index.usedBytes() - coming;
        if (size > free) {
          const [limit, left] = [limits.projectBytes, Math.max(0, free)].map(formatSize);
          throw new CommandRefusal(
            'invalid',
            `“${shown}” has ${formatSize(size)}, and of the ${limit} for the assets of a project ${left} are left. Delete some first.`,
          );
        }
        if (uploads.list().length >= MAX_UPLOADS) {
          throw new CommandRefusal('conflict', 'Too many uploads are open: try again later.');
        }
        uploads.begin(upload);
      }
      receiver.begin(upload);
      return {
        uploadId: upload.uploadId,
        received: uploads.received(upload.uploadId).map(([from, to]) => [from, to]),
        chunkSize: upload.chunkSize,
        limit: limits.assetBytes,
      };
    },
    async finish(projectId, { uploadId, digest }, userId) {
      const { assets } = editableProject(projectId);
      const finished = assets.index.get(uploadId);
      if (finished) return finished;
      const upload = uploads.get(uploadId);
      if (upload?.projectId !== projectId || upload.userId !== userId) {
        throw new CommandRefusal('not-found', 'This upload was given up. Upload the file again.');
      }
      await drained(upload);
      if (!uploads.isComplete(upload)) {
        const missing =
          chunksOf(upload.size, upload.chunkSize) - countChunks(uploads.received(uploadId));
        throw new CommandRefusal('conflict', 'Parts of the file have not arrived.', { missing });
      }
      if (digest !== upload.digest || (await uploads.digest(upload)) !== digest) {
        await giveUp(uploadId);
        throw new CommandRefusal(
          'failed',
          'What arrived is not the file that was sent (its SHA-256 differs). Upload it again.',
        );
      }
      const { name, size } = upload;
      const path = uploads.path(uploadId);
      const sender = { userId, name: upload.createdBy };
      const asset = await assets.add({ assetId: uploadId, path, name, size, digest, by: sender });
      await giveUp(uploadId);
      return asset;
    },
    async cancel(projectId, uploadId, userId) {
      const upload = uploads.get(uploadId);
      if (upload?.projectId === projectId && upload.userId === userId) await giveUp(uploadId);
    },
    of: (assetId) => find(assetId)?.assets ?? null,
    editable(assetId) {
      const found = find(assetId);
      return found ? editableProject(found.projectId).assets : null;
    },
    stop() {
      clearInterval(sweeping);
      receiver.stop();
      processor.close();
    },
  };
}

function formatSize(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB'];
  const power = Math.min(3, Math.floor(Math.log(Math.max(1, bytes)) / Math.log(1024)));
  return `${Math.floor((bytes / 1024 ** power) * 10) / 10} ${units[power]}`;
}
