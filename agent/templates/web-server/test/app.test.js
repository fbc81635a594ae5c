import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { createApp } from '../src/app.js';

const app = createApp({ log: () => {}, now: () => new Date(0) });
let url = '';
before(async () => {
  app.listen(0, '127.0.0.1');
  await once(app, 'listening');
  url = `http://127.0.0.1:${app.address().port}`;
});
after(() => {
  app.close();
  app.closeAllConnections();
});

test('gives out the page', async () => {
  const response = await fetch(url);
  assert.equal(response.status, 200);
  assert.match(await response.text(), /It works/);
});

test('tells the time', async () => {
  const response = await fetch(`${url}/api/time`);
  assert.deepEqual(await response.json(), { time: '1970-01-01T00:00:00.000Z' });
});

test('knows what it does not have', async () => {
  assert.equal((await fetch(`${url}/nowhere`)).status, 404);
});
