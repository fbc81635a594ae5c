import { readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import sirv from 'sirv';
import { splitAddresses } from '../../src/lib/messaging/index.ts';

const natsMeta = /<meta name="slate-nats-url" content=""\s*\/?>/;
const immutable = 'public, max-age=31536000, immutable';

export interface WebServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Serves the built page on 127.0.0.1, from files that must not change meanwhile. */
export async function startWebServer({
  dir,
  port,
  natsUrl,
}: {
  readonly dir: string;
  /** 0 is any free one. */
  readonly port: number;
  readonly natsUrl: string;
}): Promise<WebServer> {
  const page = withNatsUrl(readFileSync(join(dir, 'index.html'), 'utf8'), natsUrl);
  const headers = Object.entries(securityHeaders(natsUrl));
  const serveFile = sirv(dir, {
    brotli: true,
    gzip: true,
    etag: true,
    extensions: [],
    // Names in /assets/ have a hash of their content; other files may change under their names.
    setHeaders: (response, path) =>
      response.setHeader('Cache-Control', path.startsWith('/assets/') ? immutable : 'no-cache'),
  });

  const server = createServer((request, response) => {
    for (const [name, value] of headers) response.setHeader(name, value);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      return send(response, 405, 'text/plain', 'Only GET and HEAD\n');
    }
    const path = (request.url ?? '/').replace(/[?#].*$/, '');
    const servePage = () => send(response, 200, 'text/html', page);
    if (path === '/index.html') return servePage();
    request.headers['accept-encoding'] = withoutRefused(request.headers['accept-encoding']);
    serveFile(request, response, () => {
      // An old page asks for a script that the newer build no longer has: HTML would be no answer.
      if (path.startsWith('/assets/')) send(response, 404, 'text/plain', 'Not found\n');
      else servePage();
    });
  });
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.listen({ port, host: '127.0.0.1' }, done);
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

/** `br;q=0` refuses a coding; sirv would take it for one that is accepted. */
function withoutRefused(codings: string | string[] = ''): string {
  return String(codings)
    .split(',')
    .filter((coding) => !/;\s*q=0(\.0*)?\s*$/i.test(coding))
    .join();
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, {
    'Content-Type': `${type}; charset=utf-8`,
    'Cache-Control': 'no-cache',
    'Content-Length': Buffer.byteLength(body),
  });
  response.end(body);
}

/** One build serves any ports: the page reads from its own HTML where NATS is. */
function withNatsUrl(html: string, natsUrl: string): string {
  return html.replace(
    natsMeta,
    () => `<meta name="slate-nats-url" content="${escapeHtml(natsUrl)}">`,
  );
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** The browser runs only our scripts, and talks only to this page and its NATS servers. */
function securityHeaders(natsUrl: string): Record<string, string> {
  const policy = {
    'default-src': "'none'",
    'script-src': "'self'",
    // Virtual lists place their rows with style attributes.
    'style-src': "'self' 'unsafe-inline'",
    // Previews of uploaded files: what is shown as an image or played runs nothing.
    'img-src': "'self' data: blob:",
    'media-src': 'blob:',
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

/** A URL as a CSP source: without a query, and without what would end the directive. */
function cspSource(url: string): string {
  const { protocol, host, pathname } = new URL(url);
  const path = pathname === '/' ? '' : pathname;
  return `${protocol}//${host}${path}`.replace(/[;,'\s]/g, encodeURIComponent);
}
