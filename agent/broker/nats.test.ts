import { createServer } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { DriverMessage, DriverProblem } from '../../src/lib/messaging/index.ts';
import { connectNats } from './nats.ts';
import { startWireServer } from '../testing/wireServer.ts';
import { until } from '../testing/workbench.ts';

const dial = (url: string) =>
  connectNats({ url, user: 'agent', password: 'pw', inboxPrefix: '_INBOX.agent', name: 'test' })({
    timeoutMs: 5_000,
  });

async function setUp() {
  const server = await startWireServer();
  const driver = await dial(server.url);
  onTestFinished(() => driver.close());
  return { server, driver };
}

const bytes = (text: string) => new TextEncoder().encode(text);

test('refused credentials are denied, no server is offline', async () => {
  const refusing = await startWireServer("-ERR 'Authorization Violation'");
  await expect(dial(refusing.url)).rejects.toMatchObject({ code: 'denied' });
  await expect(dial('nats://127.0.0.1:1')).rejects.toMatchObject({ code: 'offline' });
});

test('a server that never speaks is offline after the timeout', async () => {
  const mute = createServer();
  await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void mute.close());
  const address = mute.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const connect = connectNats({
    url: `nats://127.0.0.1:${port}`,
    user: 'a',
    password: 'b',
    inboxPrefix: '_INBOX.a',
    name: 't',
  });
  await expect(connect({ timeoutMs: 50 })).rejects.toMatchObject({ code: 'offline' });
});

test('credentials, publishes and subscriptions reach the server as they should', async () => {
  const { server, driver } = await setUp();
  expect(driver.info).toEqual({
    jetstream: true,
    maxPayload: 1_000,
    serverName: 'wire',
    version: '2.10.0',
  });
  const stop = driver.subscribe('a.*', () => undefined, { queue: 'q' });
  driver.publish('a.b', bytes('body'), { reply: 'r', headers: { 'Nats-Msg-Id': 'id1' } });
  stop();
  expect(await driver.rtt()).toBeGreaterThanOrEqual(0);
  const [connect, ...rest] = server.received;
  expect(connect).toContain('"user":"agent","pass":"pw"');
  expect(rest).toEqual([
    'SUB a.* q 1',
    'HPUB a.b r 30 34',
    'NATS/1.0',
    'Nats-Msg-Id: id1',
    '',
    'body',
    'UNSUB 1',
  ]);
  expect(() => driver.publish('a.b', new Uint8Array(1_001))).toThrow(
    expect.objectContaining({ code: 'too-large' }),
  );
});

test('messages come with headers, reply and status; a handler that throws harms no other', async () => {
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const { server, driver } = await setUp();
  const messages: DriverMessage[] = [];
  driver.subscribe('a', () => {
    throw new Error('boom');
  });
  driver.subscribe('b', (message) =>
    messages.push({ ...message, body: Uint8Array.from(message.body) }),
  );
  await driver.rtt();
  const status = 'NATS/1.0 503 No Responders\r\n\r\n';
  server.send('MSG a 1 1', 'x', 'MSG b 2 back 2', 'hi');
  server.send(`HMSG b 2 ${status.length} ${status.length}`, status);
  const headers = 'NATS/1.0\r\nce-id: 42\r\nVia: a\r\nVia: b\r\n\r\n';
  server.send(`HMSG b 2 ${headers.length} ${headers.length + 2}`, `${headers}{}`);
  await until(() => expect(messages).toHaveLength(3));
  expect(messages.map((message) => ({ ...message, headers: message.headers?.() }))).toEqual([
    { subject: 'b', body: bytes('hi'), reply: 'back' },
    { subject: 'b', body: bytes(''), headers: {}, status: 503, statusText: 'No Responders' },
    { subject: 'b', body: bytes('{}'), headers: { 'ce-id': ['42'], Via: ['a', 'b'] } },
  ]);
  vi.restoreAllMocks();
});

test('refusals of single operations are told, and the connection stays', async () => {
  const { server, driver } = await setUp();
  const problems: DriverProblem[] = [];
  const refused: unknown[] = [];
  driver.onProblem((problem) => problems.push(problem));
  driver.subscribe('secret', () => undefined, { onError: (error) => refused.push(error) });
  await driver.rtt();
  server.send(
    `-ERR 'Permissions Violation for Publish to "x.y"'`,
    `-ERR 'Permissions Violation for Subscription to "secret"'`,
  );
  await until(() => expect(problems).toHaveLength(2));
  expect(problems).toEqual([
    { kind: 'denied', operation: 'publish', subject: 'x.y' },
    { kind: 'denied', operation: 'subscribe', subject: 'secret' },
  ]);
  expect(refused).toHaveLength(1);
  await driver.rtt();
});

test('an end is told as it was: lost, expired or closed', async () => {
  const lost = await setUp();
  lost.server.hangUp();
  expect(await lost.driver.closed).toMatchObject({ kind: 'lost' });
  expect(() => lost.driver.publish('a', bytes(''))).toThrow(
    expect.objectContaining({ code: 'offline' }),
  );

  const expired = await setUp();
  expired.server.send("-ERR 'User Authentication Expired'");
  expect(await expired.driver.closed).toMatchObject({ kind: 'auth' });

  const closed = await setUp();
  await closed.driver.close();
  expect(await closed.driver.closed).toEqual({ kind: 'closed' });
});
