import { readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';

const types = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
};

/** The files of a directory by URL path, in memory: no request becomes a path on disk. */
export function readFiles(directory) {
  const files = new Map();
  for (const name of readdirSync(directory)) {
    const type = types[extname(name)];
    if (type) files.set(`/${name}`, { type, body: readFileSync(new URL(name, directory)) });
  }
  files.set('/', files.get('/index.html'));
  return files;
}
