import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repoRoot } from './paths.mjs';

// The budgets that `npm run size` holds the build against: what each view loads, in gzip.

const dist = join(repoRoot, 'dist');

/** @typedef {{ file: string, imports?: string[], dynamicImports?: string[] }} Chunk */

/** @type {Record<string, Chunk>} */
const manifest = JSON.parse(readFileSync(join(dist, '.vite', 'manifest.json'), 'utf8'));

/**
 * Files that the browser needs before any of these modules can run.
 * @param {readonly string[]} keys
 * @param {Set<string>} [seen]
 * @returns {string[]}
 */
function filesOf(keys, seen = new Set()) {
  for (const key of keys) {
    const chunk = manifest[key];
    if (!chunk)
      throw new Error(`The build has no chunk ${key}; is its name right in sizeLimits.mjs?`);
    if (seen.has(chunk.file)) continue;
    seen.add(chunk.file);
    filesOf(chunk.imports ?? [], seen);
  }
  return [...seen];
}

/**
 * @param {string} name
 * @param {string} limit
 * @param {readonly string[]} keys
 * @param {readonly string[]} here what has been loaded before, and does not count
 */
const script = (name, limit, keys, here = []) => ({
  name,
  limit,
  gzip: true,
  path: filesOf(keys)
    .filter((file) => !here.includes(file))
    .map((file) => join(dist, file)),
});

const page = (/** @type {string} */ route) => ['index.html', `src/app/routes/${route}.tsx`];

export default [
  script('first view, painted before the NATS driver', '200 kB', page('ProjectsRoute')),
  script('a project', '200 kB', page('ProjectRoute')),
  script('a build', '200 kB', page('BuildRoute')),
  script('a runtime', '200 kB', page('RuntimeRoute')),
  script(
    'the log view, beside its page',
    '48 kB',
    ['src/features/log/LogView.tsx'],
    filesOf(page('BuildRoute')),
  ),
  script(
    'the NATS driver, after the first paint',
    '60 kB',
    ['src/lib/messaging/connection/nats-ws.ts'],
    filesOf(['index.html']),
  ),
  {
    name: 'charts, with the first of them',
    limit: '30 kB',
    gzip: true,
    path: join(dist, 'assets', 'UplotCanvas-*.js'),
  },
  { name: 'styles', limit: '23 kB', gzip: true, path: join(dist, 'assets', '*.css') },
];
