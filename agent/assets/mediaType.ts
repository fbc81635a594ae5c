import { open } from 'node:fs/promises';
import { extname } from 'node:path';
import { fileTypeFromBuffer } from 'file-type';

const SAMPLE_BYTES = 4_100;
const UNKNOWN = 'application/octet-stream';
const SVG = /^\s*(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*)*(?:<!doctype svg[^>]*>\s*)?<svg[\s>]/i;
const HTML = /^\s*(?:<!--[\s\S]*?-->\s*)*<(?:!doctype html|html|head|body|script)[\s>]/i;

/** Text has no mark of its own: among texts the name decides. */
const texts: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.csv': 'text/csv',
  '.html': 'text/html',
  '.htm': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.json': 'application/json',
  '.md': 'text/markdown',
  '.xml': 'application/xml',
};

/** What can be shown and counted as lines. */
export const isText = (type: string): boolean =>
  type.startsWith('text/') ||
  ['application/json', 'application/xml', 'image/svg+xml'].includes(type);

/** The media type of a file by its first bytes; its name only tells one text from another. */
export async function detectMediaType(path: string, name: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(SAMPLE_BYTES), 0, SAMPLE_BYTES, 0);
    return await mediaTypeOf(buffer.subarray(0, bytesRead), name);
  } finally {
    await file.close();
  }
}

/** @param sample the first bytes of a file, all if it is short */
export async function mediaTypeOf(sample: Uint8Array, name: string): Promise<string> {
  const text = asText(sample);
  if (text !== null && SVG.test(text)) return 'image/svg+xml';
  if (text !== null && HTML.test(text)) return 'text/html';
  const found = await fileTypeFromBuffer(sample).catch(() => undefined);
  if (found && found.mime !== 'application/xml') return found.mime;
  if (text === null) return UNKNOWN;
  return texts[extname(name).toLowerCase()] ?? (found?.mime || 'text/plain');
}

/** Null for what is no UTF-8 text. A sample may end within a character. */
function asText(sample: Uint8Array): string | null {
  if (sample.includes(0)) return null;
  for (let cut = 0; cut <= 3 && cut <= sample.length; cut++) {
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(
        sample.subarray(0, sample.length - cut),
      );
    } catch {
      if (sample.length < SAMPLE_BYTES) return null;
    }
  }
  return null;
}
