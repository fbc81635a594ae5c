import { existsSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createProject, createWorkbench, until } from '../testing/workbench.ts';
import { createAssets } from './assets.ts';
import { createProcessor, workerLimits } from './processing/processor.ts';
import { openUploads } from './uploads.ts';

const HOUR_MS = 60 * 60_000;
const DIGEST = 'a'.repeat(64);

test('an upload that nobody goes on with for a day is forgotten, with all that was stored of it', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] });
  onTestFinished(() => void vi.useRealTimers());
  const { tools, dataDir } = await createWorkbench();
  const taken: string[] = [];
  const uploads = openUploads(dataDir);
  const assets = createAssets({
    dataDir,
    limits: { assetBytes: 1e6, projectBytes: 1e6, dirName: 'assets', atOnce: 1 },
    uploadMaxAgeMs: 24 * HOUR_MS,
    uploads,
    queue: {
      ensureReader: async () => {},
      removeReader: async () => {},
      take: (_, __, lost) =>
        new Promise((resolve) => lost.addEventListener('abort', () => resolve(null))),
      settle: async () => {},
      purge: async (subject) => void taken.push(subject),
    },
    publisher: tools.publisher,
    processor: createProcessor(tools.startProcess, { ...workerLimits, atOnce: 1 }),
    say: () => {},
  });
  onTestFinished(() => assets.stop());
  const project = createProject({});
  const { projectId } = project;
  assets.host(project, { readOnlyReason: null });
  const names = () => assets.list(projectId, undefined, 'u1').unfinished?.map(({ name }) => name);
  const begin = async (name: string) => {
    const file = { name, size: 300_000, digest: DIGEST };
    const { uploadId } = await assets.begin(projectId, file, { userId: 'u1', name: 'Ada' });
    return uploads.get(uploadId) ?? expect.fail('It was not begun.');
  };
  const write = async (upload: Awaited<ReturnType<typeof begin>>) => {
    await uploads.write(upload, 0, new Uint8Array(upload.chunkSize));
    const now = new Date();
    utimesSync(join(dataDir, 'uploads', upload.uploadId, 'chunks'), now, now);
  };

  const left = await begin('left.bin');
  const goingOn = await begin('going on.bin');
  vi.advanceTimersByTime(20 * HOUR_MS);
  await write(goingOn);
  vi.advanceTimersByTime(3.5 * HOUR_MS);
  expect(names()).toEqual(['left.bin', 'going on.bin']);
  vi.advanceTimersByTime(HOUR_MS);
  await until(() => expect(names()).toEqual(['going on.bin']));
  expect(new Set(taken)).toEqual(new Set([`$O.slate_uploads.C.${left.uploadId}.*`]));
  await until(() => expect(existsSync(join(dataDir, 'uploads', left.uploadId))).toBe(false));
  expect(uploads.received(goingOn.uploadId)).toEqual([[0, 1]]);
  vi.advanceTimersByTime(24 * HOUR_MS);
  await until(() => expect(names()).toEqual([]));
});
