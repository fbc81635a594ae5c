import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync, crc32 } from 'node:zlib';
import sharp from 'sharp';
import { expect, onTestFinished, test } from 'vitest';
import { createWorkbench, PATIENCE_MS, temporaryDirectory } from '../../testing/workbench.ts';
import { kindsFor } from './job.ts';
import { createProcessor, workerLimits } from './processor.ts';

const relaxed = { ...workerLimits, timeMs: PATIENCE_MS, atOnce: 2 };

async function setUp(limits = relaxed) {
  const { tools } = await createWorkbench();
  const processor = createProcessor(tools.startProcess, limits);
  onTestFinished(() => processor.close());
  const dir = temporaryDirectory('files');
  const thumbnailPath = join(dir, 'thumbnail');
  /** @param bytes null for a file that is there */
  const look = (name: string, bytes: Uint8Array | string | null, type: string) => {
    if (bytes !== null) writeFileSync(join(dir, name), bytes);
    const kinds = [...kindsFor(type)];
    return processor.run({ path: join(dir, name), type, kinds, thumbnailPath });
  };
  /** A pipe without a writer: who reads it waits, however fast the machine is. */
  const endless = (name: string) => execFileSync('mkfifo', [join(dir, name)]);
  return { look, endless, thumbnailPath };
}

/** A PNG that is small as a file and says that it is huge. */
function hugePng(side: number): Uint8Array {
  const chunk = (name: string, data: Uint8Array) => {
    const body = Buffer.concat([Buffer.from(name), data]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    const check = Buffer.alloc(4);
    check.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, check]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(1_000_000))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** One second of silence. */
function wav(): Uint8Array {
  const rate = 8_000;
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + rate, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(rate, 24);
  header.writeUInt32LE(rate, 28);
  header.writeUInt16LE(1, 32);
  header.writeUInt16LE(8, 34);
  header.write('data', 36);
  header.writeUInt32LE(rate, 40);
  return Buffer.concat([header, Buffer.alloc(rate, 128)]);
}

test('pictures have their size and a thumbnail, sounds their duration, texts their lines', async () => {
  const { look, thumbnailPath } = await setUp();
  const picture = await sharp({
    create: { width: 800, height: 400, channels: 3, background: 'red' },
  })
    .png()
    .toBuffer();
  const [image, thumbnail] = (await look('a', picture, 'image/png')) ?? [];
  expect(image).toMatchObject({
    status: 'ready',
    facts: { width: 800, height: 400, format: 'png' },
  });
  expect(thumbnail).toMatchObject({ facts: { width: 320, height: 160, type: 'image/webp' } });
  expect(await sharp(thumbnailPath).metadata()).toMatchObject({ format: 'webp', width: 320 });
  expect(await look('b', wav(), 'audio/wav')).toMatchObject([
    {
      kind: 'media',
      status: 'ready',
      facts: { durationMs: 1_000, channels: 1, sampleRate: 8_000 },
    },
  ]);
  expect(await look('c', 'one\ntwo\nthree', 'text/plain')).toEqual([
    { kind: 'text', status: 'ready', facts: { lines: 3, encoding: 'UTF-8' } },
  ]);
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"/>';
  expect(await look('d', svg, 'image/svg+xml')).toMatchObject([
    { status: 'ready', facts: { width: 20, height: 10 } },
    { status: 'ready' },
  ]);
});

test('what is hostile or broken fails with a reason', async () => {
  const { look } = await setUp();
  expect(await look('huge', hugePng(30_000), 'image/png')).toEqual([
    { kind: 'image', status: 'ready', facts: expect.objectContaining({ width: 30_000 }) },
    {
      kind: 'thumbnail',
      status: 'failed',
      reason: 'The image has 900 megapixels; the limit is 100.',
    },
  ]);
  const broken = Buffer.concat([Buffer.from('\0\0\0\x18ftypmp42'), Buffer.alloc(200, 255)]);
  expect(await look('broken', broken, 'video/mp4')).toMatchObject([
    { kind: 'media', status: 'failed' },
  ]);
  expect(await look('text', Uint8Array.from([0x61, 0xff]), 'text/plain')).toEqual([
    { kind: 'text', status: 'failed', reason: 'It is not UTF-8 throughout.' },
  ]);
});

test.each([
  ['time', { ...relaxed, timeMs: 1 }, 'It took longer than 0.001 s.'],
  ['memory', { ...relaxed, memoryBytes: 1 }, 'It takes too much memory.'],
])('a worker that takes too much %s is killed', async (_, limits, reason) => {
  const { look, endless } = await setUp(limits);
  endless('a');
  const killed = await look('a', null, 'text/plain');
  expect(killed).toEqual([{ kind: 'text', status: 'failed', reason }]);
});
