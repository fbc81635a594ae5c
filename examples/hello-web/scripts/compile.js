// src/ → dist/: the server as one file, the page's files minified and named by their content.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { paint } from '../src/log.js';
import { filesUnder, projectDirectory } from './sources.js';

const dist = join(projectDirectory, 'dist');
const read = (file) => readFileSync(join(projectDirectory, file), 'utf8');

function write(name, content) {
  mkdirSync(dirname(join(dist, name)), { recursive: true });
  writeFileSync(join(dist, name), content);
  console.log(`${paint('ok', '+')} dist/${name} ${paint('debug', `${content.length} characters`)}`);
}

/** The modules that a module needs, before itself: the order in which they can stand in one file. */
function inOrder(file, seen = new Set()) {
  if (seen.has(file)) return [];
  seen.add(file);
  const needs = [...read(file).matchAll(/from '\.\/([^']+)'/g)].map(([, name]) => `src/${name}`);
  return [...needs.flatMap((need) => inOrder(need, seen)), file];
}

/** Joins modules: their imports of each other vanish, those of Node's modules come first, once. */
function bundle(entry) {
  const order = inOrder(entry);
  console.log(`${paint('info', '→')} bundling ${order.length} modules`);
  const imports = new Set();
  const bodies = order.map((file) =>
    read(file)
      .replace(/^import .* from 'node:.*';\n/gm, (line) => {
        imports.add(line);
        return '';
      })
      .replace(/^import .*\n/gm, '')
      .replace(/^export /gm, ''),
  );
  return minifyScript([...imports, ...bodies].join(''));
}

/** Drops what a person needs and a machine does not. */
function minifyScript(text) {
  return text
    .replace(/^\s*\/\*\*?[^]*?\*\/\n/gm, '')
    .replace(/^\s*\/\/.*\n/gm, '')
    .replace(/^\s+/gm, '');
}

function minifyStyle(text) {
  return text
    .replace(/\/\*[^]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};:,]) ?/g, '$1')
    .trim();
}

const minifiers = { '.js': minifyScript, '.css': minifyStyle };

rmSync(dist, { recursive: true, force: true });
write('server.js', bundle('src/server.js'));
// It runs from a copy of dist/ too, where the project's own package.json is not.
write('package.json', '{ "type": "module" }\n');

const renamed = new Map();
for (const file of filesUnder('src/page').filter((name) => !name.endsWith('.html'))) {
  const extension = extname(file);
  const content = minifiers[extension](read(file));
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 8);
  const name = file.slice('src/page/'.length);
  renamed.set(name, name.replace(extension, `.${hash}${extension}`));
  write(`page/${renamed.get(name)}`, content);
}
let html = read('src/page/index.html').replace(/>\s+</g, '><');
for (const [from, to] of renamed) html = html.replace(`"${from}"`, `"${to}"`);
write('page/index.html', html);
