import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const page = readFileSync(new URL('page.html', import.meta.url));

/** A server that gives out the page and answers `/api/time`; it does not listen yet. */
export function createApp({ log = console.log, now = () => new Date() } = {}) {
  return createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname === '/') answer(200, 'text/html; charset=utf-8', page);
    else if (pathname === '/api/time') {
      answer(200, 'application/json', JSON.stringify({ time: now().toISOString() }));
    } else answer(404, 'text/plain', 'There is no such page.\n');

    function answer(status, type, body) {
      response.writeHead(status, { 'content-type': type }).end(body);
      log(`${request.method} ${pathname} ${status}`);
    }
  });
}
