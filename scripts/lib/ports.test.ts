import { type AddressInfo, createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { freePorts } from '../../src/lib/messaging/testing/ports.ts';
import { checkPortsFree } from './ports.ts';

/** A port that is in use until the test ends. */
async function takenPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

test('free ports pass; every port in use is named with its variable', async () => {
  const [free = 0] = await freePorts(1);
  await expect(checkPortsFree({ SLATE_WEB_PORT: free })).resolves.toBeUndefined();
  const [a, c] = [await takenPort(), await takenPort()];
  const ports = { SLATE_WEB_PORT: a, SLATE_NATS_PORT: free, SLATE_NATS_WS_PORT: c };
  await expect(checkPortsFree(ports)).rejects.toThrow(
    `Port ${a} is in use. Set SLATE_WEB_PORT to another.\n  Port ${c} is in use. Set SLATE_NATS_WS_PORT`,
  );
});
