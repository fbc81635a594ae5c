import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

/** @typedef {'br' | 'gzip' | 'identity'} Encoding */

/**
 * @typedef {object} WebFile
 * @property {string} type
 * @property {(encoding: Encoding) => Promise<Uint8Array>} body compressed on first use
 * @property {boolean} compressible
 */

/** @type {Readonly<Record<string, string>>} */
const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

const packed = new Set(['.png', '.jpg', '.webp', '.woff2']);

/**
 * Reads a built page into memory, by URL path. From then on it does not matter that another
 * instance replaces the build, and no request ever becomes a path on disk. Dot files stay out.
 * @param {string} dir
 * @param {string} [prefix]
 * @returns {Map<string, WebFile>}
 */
export function readWebFiles(dir, prefix = '/') {
  /** @type {Map<string, WebFile>} */
  const files = new Map();
  for (const entry of readdirSync(dir, { withFileTypes: true })) {
    if (entry.name.startsWith('.')) continue;
    const path = join(dir, entry.name);
    if (entry.isDirectory()) {
      for (const [url, file] of readWebFiles(path, `${prefix}${entry.name}/`)) files.set(url, file);
    } else if (entry.isFile()) {
      files.set(`${prefix}${entry.name}`, webFile(entry.name, readFileSync(path)));
    }
  }
  return files;
}

/**
 * @param {string} name decides the content type
 * @param {Uint8Array} content
 * @returns {WebFile}
 */
export function webFile(name, content) {
  const extension = extname(name).toLowerCase();
  const compressible = !packed.has(extension) && content.length > 1024;
  /** @type {Map<Encoding, Promise<Uint8Array>>} */
  const bodies = new Map([['identity', Promise.resolve(content)]]);
  return {
    type: types[extension] ?? 'application/octet-stream',
    compressible,
    body(encoding) {
      const known = bodies.get(encoding);
      if (known) return known;
      const made = compress(content, encoding === 'br' ? 'br' : 'gzip');
      bodies.set(encoding, made);
      return made;
    },
  };
}

/**
 * @param {Uint8Array} content
 * @param {'br' | 'gzip'} encoding
 * @returns {Promise<Uint8Array>}
 */
function compress(content, encoding) {
  if (encoding === 'gzip') return promisify(gzip)(content, { level: 9 });
  // The best quality takes seconds for a bundle; 9 is close, and the first visitor waits for it.
  return promisify(brotliCompress)(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } });
}
