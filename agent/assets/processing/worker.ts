// Looks into one file that may be hostile, in a process of its own: `worker.ts <job as JSON>`. Prints
// one line of JSON for each component.
import { createReadStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { parseFile } from 'music-metadata';
import sharp from 'sharp';
import { assertNever } from '../../../src/lib/assertNever.ts';
import { parseJson } from '../../../src/lib/messaging/index.ts';
import { messageOf } from '../../log.ts';
import {
  type ComponentKind,
  processingJob,
  type ProcessingJob,
  type ProcessingResult,
} from './job.ts';

type Facts = Record<string, string | number>;

/** A picture of more would take too much memory; three times what a big camera makes. */
const MAX_PIXELS = 100_000_000;
const THUMBNAIL_PIXELS = 320;
const MAX_TAG_CHARS = 200;

/** Shown to people as it is. */
class Unsuitable extends Error {}

async function run(job: ProcessingJob, kind: ComponentKind): Promise<Facts> {
  switch (kind) {
    case 'image':
      return readImage(job);
    case 'thumbnail':
      return makeThumbnail(job);
    case 'media':
      return readMedia(job);
    case 'text':
      return readText(job);
    default:
      return assertNever(kind);
  }
}

async function readImage({ path }: ProcessingJob): Promise<Facts> {
  const { width, height, format, pages, autoOrient } = await sharp(path, {
    limitInputPixels: false,
  }).metadata();
  return known({
    width: autoOrient.width ?? width,
    height: autoOrient.height ?? height,
    format,
    pages,
  });
}

async function makeThumbnail({ path, thumbnailPath }: ProcessingJob): Promise<Facts> {
  const { width, height } = await sharp(path, { limitInputPixels: false }).metadata();
  if (width * height > MAX_PIXELS) {
    throw new Unsuitable(
      `The image has ${Math.round((width * height) / 1e6)} megapixels; the limit is ${MAX_PIXELS / 1e6}.`,
    );
  }
  const draft = `${thumbnailPath}.tmp`;
  const made = await sharp(path, { limitInputPixels: MAX_PIXELS, sequentialRead: true })
    .autoOrient()
    .resize({
      width: THUMBNAIL_PIXELS,
      height: THUMBNAIL_PIXELS,
      fit: 'inside',
      withoutEnlargement: true,
    })
    .webp({ quality: 80 })
    .toFile(draft);
  await rename(draft, thumbnailPath);
  return { width: made.width, height: made.height, size: made.size, type: 'image/webp' };
}

async function readMedia({ path }: ProcessingJob): Promise<Facts> {
  const { format, common } = await parseFile(path, { duration: true, skipCovers: true });
  const facts = known({
    durationMs: format.duration === undefined ? undefined : Math.round(format.duration * 1_000),
    format: format.container,
    codec: format.codec,
    bitrate: format.bitrate === undefined ? undefined : Math.round(format.bitrate),
    sampleRate: format.sampleRate,
    channels: format.numberOfChannels,
    title: common.title,
    artist: common.artist,
    album: common.album,
  });
  if (facts.format === undefined) throw new Unsuitable('It is no audio or video that can be read.');
  return facts;
}

async function readText({ path }: ProcessingJob): Promise<Facts> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let lines = 0;
  let last = '';
  const count = (text: string) => {
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines += 1;
    if (text !== '') last = text.slice(-1);
  };
  try {
    for await (const piece of createReadStream(path)) {
      count(decoder.decode(piece as Buffer, { stream: true }));
    }
    count(decoder.decode());
  } catch (error) {
    if (error instanceof TypeError) throw new Unsuitable('It is not UTF-8 throughout.');
    throw error;
  }
  // A last line without its end is one too.
  return { lines: lines + (last === '' || last === '\n' ? 0 : 1), encoding: 'UTF-8' };
}

function known(facts: Readonly<Record<string, string | number | undefined>>): Facts {
  const entries = Object.entries(facts).flatMap(([key, value]) => {
    if (value === undefined || (typeof value === 'number' && !(value >= 0 && value < 1e15))) {
      return [];
    }
    return [[key, typeof value === 'string' ? value.slice(0, MAX_TAG_CHARS) : value] as const];
  });
  return Object.fromEntries(entries);
}

function reasonOf(error: unknown, kind: ComponentKind): string {
  if (error instanceof Unsuitable) return error.message;
  process.stderr.write(`${kind}: ${messageOf(error)}\n`);
  return kind === 'text'
    ? 'The file can’t be read.'
    : 'The file is damaged, or of an unknown kind.';
}

sharp.concurrency(1);
sharp.cache(false);
const job = processingJob.parse(parseJson(process.argv[2] ?? ''));
for (const kind of job.kinds) {
  const result = await run(job, kind).then(
    (facts): ProcessingResult => ({ kind, status: 'ready', facts }),
    (error: unknown): ProcessingResult => ({
      kind,
      status: 'failed',
      reason: reasonOf(error, kind),
    }),
  );
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
