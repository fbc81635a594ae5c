import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { freePorts } from '../testing/freePorts.ts';
import { checkPortsFree } from './ports.mjs';

test('free ports are fine', async () => {
  const [a, b] = await freePorts(2);
  await expect(checkPortsFree({ A: a, B: b })).resolves.toBeUndefined();
});

test('names every port in use and its variable', async () => {
  const [a, b, c] = await freePorts(3);
  for (const port of [a, c]) {
    const server = createServer();
    await new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
    onTestFinished(() => void server.close());
  }
  const problem = checkPortsFree({ SLATE_WEB_PORT: a, SLATE_NATS_PORT: b, SLATE_NATS_WS_PORT: c });
  await expect(problem).rejects.toThrow(
    `Port ${a} is in use. Set SLATE_WEB_PORT to another.\n  Port ${c} is in use. Set SLATE_NATS_WS_PORT`,
  );
});
