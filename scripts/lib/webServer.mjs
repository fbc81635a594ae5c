import { createServer } from 'node:http';
import { splitAddresses } from './addresses.mjs';
import { webFile, readWebFiles } from './webFiles.mjs';
import { UserError } from './report.mjs';

/** @typedef {import('./webFiles.mjs').Encoding} Encoding */
/** @typedef {import('./webFiles.mjs').WebFile} WebFile */

const natsMeta = /<meta name="slate-nats-url" content=""\s*\/?>/;

/**
 * Serves the built page on loopback.
 * @param {{ dir: string, port: number, natsUrl: string }} options port 0 takes any free one
 * @returns {Promise<{ port: number, close: () => Promise<void> }>}
 */
export async function startWebServer({ dir, port, natsUrl }) {
  const files = readWebFiles(dir);
  const index = await files.get('/index.html')?.body('identity');
  if (!index) throw new UserError(`${dir} holds no index.html: the build is broken.`);
  const page = webFile('index.html', withNatsUrl(index, natsUrl));
  files.delete('/index.html');
  const headers = securityHeaders(natsUrl);

  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    respond(request, response, files, page).catch(() => response.destroy());
  });
  await new Promise((done, fail) => {
    server.once('error', fail);
    server.listen({ port, host: '127.0.0.1' }, () => done(undefined));
  });
  const address = server.address();
  return {
    port: address !== null && typeof address === 'object' ? address.port : port,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

/**
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 * @param {ReadonlyMap<string, WebFile>} files
 * @param {WebFile} page
 */
async function respond(request, response, files, page) {
  const method = request.method ?? '';
  if (method !== 'GET' && method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    return plain(response, 405, 'Only GET and HEAD');
  }
  const path = pathOf(request.url ?? '/');
  if (path === undefined) return plain(response, 400, 'Bad path');
  const asset = files.get(path);
  // A stale page asks for a script that the newer build no longer has: HTML would be no answer.
  if (!asset && path.startsWith('/assets/')) return plain(response, 404, 'Not found');
  const file = asset ?? page;
  const encoding = file.compressible
    ? chooseEncoding(request.headers['accept-encoding'])
    : 'identity';
  const body = await file.body(encoding);
  // Names under /assets/ carry a hash of their content; everything else may change under its name.
  const forever = asset !== undefined && path.startsWith('/assets/');
  response.writeHead(200, {
    'Content-Type': file.type,
    'Content-Length': body.length,
    'Cache-Control': forever ? 'public, max-age=31536000, immutable' : 'no-cache',
    Vary: 'Accept-Encoding',
    ...(encoding !== 'identity' && { 'Content-Encoding': encoding }),
  });
  response.end(method === 'HEAD' ? undefined : body);
}

/**
 * @param {import('node:http').ServerResponse} response
 * @param {number} status
 * @param {string} text
 */
function plain(response, status, text) {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(`${text}\n`);
}

/**
 * @param {string} url the request's target, with its query
 * @returns {string | undefined}
 */
function pathOf(url) {
  try {
    return decodeURIComponent(url.replace(/[?#].*$/, ''));
  } catch {
    return undefined;
  }
}

/**
 * @param {string | undefined} accepted
 * @returns {Encoding}
 */
function chooseEncoding(accepted = '') {
  const names = accepted
    .split(',')
    .filter((part) => !/;\s*q=0(\.0*)?\s*$/.test(part))
    .map((part) => part.replace(/;.*$/, '').trim().toLowerCase());
  if (names.includes('br')) return 'br';
  return names.includes('gzip') ? 'gzip' : 'identity';
}

/**
 * One build serves any ports: where NATS is, the page learns from its own HTML.
 * @param {Uint8Array} html
 * @param {string} natsUrl
 */
function withNatsUrl(html, natsUrl) {
  const text = new TextDecoder().decode(html);
  const filled = `<meta name="slate-nats-url" content="${escapeHtml(natsUrl)}">`;
  return new TextEncoder().encode(text.replace(natsMeta, () => filled));
}

/** @param {string} text */
function escapeHtml(text) {
  /** @type {Readonly<Record<string, string>>} */
  const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/**
 * Whatever gets into a log line or a name, the browser runs our scripts only, and talks to this
 * page and its NATS server only.
 * @param {string} natsUrl
 */
function securityHeaders(natsUrl) {
  const policy = {
    'default-src': "'none'",
    'script-src': "'self'",
    // Virtual lists place their rows with style attributes.
    'style-src': "'self' 'unsafe-inline'",
    'img-src': "'self' data:",
    'font-src': "'self'",
    'connect-src': `'self' ${splitAddresses(natsUrl).map(cspSource).join(' ')}`,
    'base-uri': "'none'",
    'frame-ancestors': "'none'",
    'form-action': "'none'",
  };
  return {
    'Content-Security-Policy': Object.entries(policy)
      .map(([directive, value]) => `${directive} ${value}`)
      .join('; '),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
  };
}

/**
 * A URL as a CSP source: no query, and nothing that ends the directive.
 * @param {string} url
 */
function cspSource(url) {
  const { protocol, host, pathname } = new URL(url);
  const path = pathname === '/' ? '' : pathname;
  return `${protocol}//${host}${path}`.replace(/[;,'\s]/g, encodeURIComponent);
}
