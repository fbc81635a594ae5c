import { createServer } from 'node:http';
import { readFiles } from './files.js';
import { greet, languages } from './greetings.js';
import { createStats } from './stats.js';

/** The web server, not listening yet, and its figures. */
export function createApp({ pageDirectory, onRequest }) {
  const files = readFiles(pageDirectory);
  const stats = createStats();

  const answers = {
    '/api/greeting': (request, url) =>
      greet(url.searchParams.get('name') ?? '', request.headers['accept-language']),
    '/api/languages': () => languages,
    '/health': () => ({ ok: true }),
  };

  const server = createServer((request, response) => {
    const started = performance.now();
    response.once('finish', () => {
      const milliseconds = performance.now() - started;
      stats.record(response.statusCode, milliseconds);
      onRequest({
        method: request.method,
        path: request.url,
        status: response.statusCode,
        milliseconds,
      });
    });
    const url = new URL(request.url ?? '/', 'http://localhost');
    const file = files.get(url.pathname);
    if (file) {
      response.writeHead(200, { 'Content-Type': file.type }).end(file.body);
      return;
    }
    const found = Object.hasOwn(answers, url.pathname);
    const answer = found ? answers[url.pathname](request, url) : { error: 'Not found' };
    response.writeHead(found ? 200 : 404, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(answer));
  });
  return { server, stats };
}
