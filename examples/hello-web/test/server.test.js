import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { createApp } from '../src/app.js';

const requests = [];
const { server } = createApp({
  pageDirectory: new URL('../src/page/', import.meta.url),
  onRequest: (request) => requests.push(request),
});
let address;

before(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  address = `http://127.0.0.1:${server.address().port}`;
});

after(() => {
  server.close();
  server.closeAllConnections();
});

test('serves the page and its files', async () => {
  for (const [path, type] of [
    ['/', 'text/html'],
    ['/style.css', 'text/css'],
    ['/app.js', 'text/javascript'],
  ]) {
    const response = await fetch(address + path);
    assert.equal(response.status, 200);
    assert.match(response.headers.get('content-type'), new RegExp(type));
    assert.ok((await response.text()).length > 100);
  }
});

test('greets over HTTP', async () => {
  const headers = { 'accept-language': 'de' };
  const response = await fetch(`${address}/api/greeting?name=Ada`, { headers });
  assert.deepEqual(await response.json(), { language: 'de', text: 'Guten Tag, Ada!' });
});

test('answers 404 to what does not exist, and to paths outside', async () => {
  for (const path of ['/nope', '/..%2fserver.js', '/%2e%2e/%2e%2e/package.json']) {
    const response = await fetch(address + path);
    assert.equal(response.status, 404, path);
    await response.text();
  }
});

test('tells of every request', () => {
  const { method, path, status } = requests.at(-1);
  assert.deepEqual([method, status], ['GET', 404]);
  assert.match(path, /package\.json/);
});

test('holds under load for two seconds', async () => {
  const end = performance.now() + 2000;
  let answered = 0;
  const visitor = async (id) => {
    while (performance.now() < end) {
      const response = await fetch(`${address}/api/greeting?name=visitor-${id}`);
      const { text } = await response.json();
      assert.equal(text, `Hello, visitor-${id}!`);
      answered += 1;
    }
  };
  await Promise.all(Array.from({ length: 20 }, (_, id) => visitor(id)));
  console.log(`${answered} requests answered, ${Math.round(answered / 2)} a second`);
  assert.ok(answered > 200);
});
