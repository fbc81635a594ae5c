import { createHash } from 'node:crypto';
import {
  createReadStream,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { appendFile, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import * as z from 'zod/mini';
import { isToken } from '../../src/lib/messaging/index.ts';
import {
  addChunk,
  chunkBounds,
  chunksOf,
  countChunks,
  hasChunk,
  type Ranges,
} from '../../src/lib/upload/ranges.ts';
import { dataFile } from '../dataFile.ts';

const uploadFile = z.nullable(
  z.object({
    uploadId: z.string(),
    projectId: z.string(),
    /** Proven; only this person goes on with it. */
    userId: z.string(),
    name: z.string(),
    size: z.number(),
    /** SHA-256 that its sender says it has. */
    digest: z.string(),
    createdBy: z.string(),
    chunkSize: z.number(),
  }),
);
/** A file that is on its way. */
export type Upload = NonNullable<z.infer<typeof uploadFile>>;

/**
 * Uploads that are not finished, each in a directory of its own: what it is, its bytes, and a line
 * for every chunk that is in them. All of it survives kill -9.
 */
export interface Uploads {
  list(): readonly Upload[];
  get(uploadId: string): Upload | undefined;
  /** @throws Error of the file system; nothing is left of it then */
  begin(upload: Upload): void;
  received(uploadId: string): Ranges;
  isComplete(upload: Upload): boolean;
  /** Where its bytes are. */
  path(uploadId: string): string;
  /**
   * Writes a chunk; one that is there already, or that the upload does not have, is ignored.
   * @throws Error of the file system
   */
  write(upload: Upload, chunk: number, bytes: Uint8Array): Promise<void>;
  /** SHA-256 of what has arrived. */
  digest(upload: Upload): Promise<string>;
  remove(uploadId: string): Promise<void>;
  /** Those without a new chunk since this time (milliseconds since the epoch). */
  idleSince(time: number): readonly Upload[];
}

/** Opens `<dataDir>/uploads`. */
export function openUploads(dataDir: string): Uploads {
  const root = join(dataDir, 'uploads');
  mkdirSync(root, { recursive: true, mode: 0o700 });
  const dirOf = (uploadId: string) => join(root, uploadId);
  const dataPath = (uploadId: string) => join(dirOf(uploadId), 'data');
  const journalPath = (uploadId: string) => join(dirOf(uploadId), 'chunks');
  const recordOf = (uploadId: string) =>
    dataFile(join(dirOf(uploadId), 'upload.json'), uploadFile, null);
  const uploads = new Map<string, Upload>();
  const ranges = new Map<string, Ranges>();

  for (const name of readdirSync(root)) {
    const upload = isToken(name) ? recordOf(name).read() : null;
    if (upload?.uploadId !== name) continue;
    uploads.set(name, upload);
    ranges.set(name, readJournal(journalPath(name)));
  }

  return {
    list: () => [...uploads.values()],
    get: (uploadId) => uploads.get(uploadId),
    begin(upload) {
      const dir = dirOf(upload.uploadId);
      try {
        mkdirSync(dir, { mode: 0o700 });
        writeFileSync(dataPath(upload.uploadId), '');
        recordOf(upload.uploadId).mustWrite(upload);
      } catch (error) {
        rmSync(dir, { recursive: true, force: true });
        throw error;
      }
      uploads.set(upload.uploadId, upload);
      ranges.set(upload.uploadId, []);
    },
    received: (uploadId) => ranges.get(uploadId) ?? [],
    isComplete: ({ uploadId, size, chunkSize }) =>
      countChunks(ranges.get(uploadId) ?? []) === chunksOf(size, chunkSize),
    path: dataPath,
    async write({ uploadId, size, chunkSize }, chunk, bytes) {
      const known = ranges.get(uploadId);
      const { from, to } = chunkBounds(chunk, size, chunkSize);
      if (!known || hasChunk(known, chunk) || to - from !== bytes.length) return;
      const file = await open(dataPath(uploadId), 'r+');
      try {
        await file.write(bytes, 0, bytes.length, from);
      } finally {
        await file.close();
      }
      // Only after its bytes: a chunk that is noted is not sent again. The dot shows that all of the
      // number was written, and the line before it may have no end: a disk can be full anywhere.
      await appendFile(journalPath(uploadId), `\n${chunk}.`);
      ranges.set(uploadId, addChunk(ranges.get(uploadId) ?? [], chunk));
    },
    async digest({ uploadId }) {
      const hash = createHash('sha256');
      await pipeline(createReadStream(dataPath(uploadId)), hash);
      return hash.digest('hex');
    },
    async remove(uploadId) {
      uploads.delete(uploadId);
      ranges.delete(uploadId);
      await rm(dirOf(uploadId), { recursive: true, force: true });
    },
    idleSince: (time) =>
      [...uploads.values()].filter(({ uploadId }) => lastChange(uploadId) < time),
  };

  function lastChange(uploadId: string): number {
    const stat = statSync(journalPath(uploadId), { throwIfNoEntry: false });
    return (stat ?? statSync(dirOf(uploadId), { throwIfNoEntry: false }))?.mtimeMs ?? 0;
  }
}

/** A number without its dot was cut off by a crash or a full disk. */
function readJournal(path: string): Ranges {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return [];
  }
  return text
    .split('\n')
    .flatMap((line) => /^(\d{1,9})\.$/.exec(line)?.[1] ?? [])
    .reduce<Ranges>((ranges, chunk) => addChunk(ranges, Number(chunk)), []);
}
