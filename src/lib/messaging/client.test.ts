import { beforeEach, describe, expect, it } from 'vitest';
import { slateCatalog, slateCommands } from '../../catalogs/slate/index.ts';
import { type ClientProblem, createClient } from './client.ts';
import type { Gap, MessagingClient } from './types.ts';
import { decodeJson, encodeJson } from './catalog/codec.ts';
import { isMessagingError } from './errors.ts';
import { FakeClock, settle } from './testing/fakeClock.ts';
import { FakeDriver } from './testing/fakeDriver.ts';
import { rejects } from './testing/rejects.ts';

let clock: FakeClock;
let driver: FakeDriver;
let client: MessagingClient;
let problems: ClientProblem[];
let next: () => FakeDriver;

beforeEach(async () => {
  clock = new FakeClock();
  next = () => new FakeDriver({ jetstream: false });
  problems = [];
  let ids = 0;
  client = createClient({
    catalog: slateCatalog,
    commands: slateCommands,
    clock,
    random: () => 0,
    newId: () => `id-${++ids}`,
    userId: 'ann',
    inboxPrefix: '_INBOX.editor',
    connect: async () => {
      driver = next();
      return driver;
    },
    onProblem: (problem) => problems.push(problem),
  });
  await settle();
  driver.published.length = 0;
});

const joined = (extras: object = {}) => ({
  type: 'joined',
  projectId: 'p1',
  timestamp: 1,
  ...extras,
});
const sent = () =>
  driver.published.map(({ subject, body }) => [subject, decodeJson(body)] as const);

async function reconnect(): Promise<void> {
  await clock.advance(2_000);
  driver.end();
  await clock.advance(1_500);
  expect(client.getState().status).toBe('live');
}

describe('publish', () => {
  it('fills in id, type and time, and sends one body under every key', async () => {
    const receipt = await client.publish('file.updated', { fileId: 'f1', projectId: 'p1' });
    expect(receipt).toEqual({ id: 'id-2', outcome: 'sent' });
    const body = {
      timestamp: clock.now(),
      fileId: 'f1',
      projectId: 'p1',
      id: 'id-2',
      type: 'updated',
    };
    expect(sent()).toEqual([
      ['slate.file.updated.f1', body],
      ['slate.file.updated.p1', body],
    ]);
  });

  it('keeps what the caller chose, but never the type', async () => {
    const fields = { projectId: 'p1', id: 'mine', timestamp: 7, type: 'failed', source: 'ci' };
    await client.publish('build.started', fields);
    expect(sent()[0]?.[1]).toEqual({ ...fields, type: 'started' });
  });

  it.each([
    ['invalid-token', { projectId: 'a b' }],
    ['invalid-token', {}],
    ['invalid-event', { projectId: 'p1', data: { percent: 150 } }],
    ['invalid-event', { projectId: 'p1', timestamp: Number.NaN }],
    ['too-large', { projectId: 'p1', data: { message: 'x'.repeat(2_000) } }],
  ])('rejects with %s before anything is sent or queued', async (code, fields) => {
    for (const durable of [true, false]) {
      const outcome = client.publish('build.progress', fields as never, { durable });
      await expect(outcome).rejects.toSatisfy((error) => isMessagingError(error, code as never));
    }
    expect(driver.published).toEqual([]);
    expect(client.getOutbox().queued).toBe(0);
  });

  it('queues what is durable while offline, and nothing else', async () => {
    await clock.advance(2_000);
    next = () => new FakeDriver();
    driver.end();
    await settle();
    await expect(client.publish('collab.joined', { projectId: 'p1' })).rejects.toMatchObject({
      code: 'offline',
    });
    const receipt = client.publish('build.started', { projectId: 'p1' }, { durable: true });
    expect(client.getOutbox().queued).toBe(1);
    await clock.advance(1_500);
    const message = driver.published.find(({ subject }) => subject === 'slate.build.started.p1');
    expect(message?.headers).toEqual({
      'Nats-Msg-Id': expect.stringMatching(/:slate.build.started.p1$/),
    });
    driver.deliver(message?.reply ?? '', { stream: 'S', seq: 1 });
    await expect(receipt).resolves.toMatchObject({ outcome: 'stored' });
  });
});

describe('subscribe', () => {
  it('drops second copies by id, per subscriber, and delivers what has no id', () => {
    const [a, b]: [unknown[], unknown[]] = [[], []];
    client.subscribe('slate.collab.joined.p1', (event) => a.push(event));
    client.subscribe('slate.collab.>', (event) => b.push(event));
    for (const id of ['1', '1', '2', undefined, undefined]) {
      driver.deliver('slate.collab.joined.p1', joined(id === undefined ? {} : { id }));
    }
    expect(a).toHaveLength(4);
    expect(b).toHaveLength(4);
    expect(client.getMetrics().duplicates).toBe(2);
  });

  it('counts a message once, however many handlers share its subscription', () => {
    for (const _ of [1, 2, 3]) client.subscribe('slate.collab.*.p1', () => {});
    driver.deliver('slate.collab.joined.p1', joined({ id: '1' }));
    driver.deliver('slate.collab.joined.p1', joined({ id: '1' }));
    driver.deliver('slate.collab.joined.p1', { type: 'left' });
    driver.deliver('slate.collab.danced.p1', joined());
    expect(client.getMetrics()).toMatchObject({
      messagesIn: 4,
      duplicates: 1,
      invalid: 1,
      invalidBySubject: { 'slate.collab.joined.p1': 1 },
      unknown: 1,
    });
  });

  it('takes a message with a reply subject for a request, unless a stream stores the subject', () => {
    const seen: string[] = [];
    client.subscribe('slate.>', (_, { name }) => seen.push(name));
    driver.deliver('slate.collab.joined.p1', joined(), { reply: '_INBOX.x' });
    const stored = { type: 'started', projectId: 'p1', timestamp: 1 };
    driver.deliver('slate.build.started.p1', stored, { reply: '_INBOX.x' });
    expect(seen).toEqual(['build.started']);
  });

  it('reports a handler that throws, and goes on', () => {
    client.subscribe('slate.collab.joined.p1', () => {
      throw new Error('mine');
    });
    driver.deliver('slate.collab.joined.p1', joined());
    driver.deliver('slate.collab.joined.p1', joined());
    expect(problems.map(({ kind }) => kind)).toEqual(['handler-error', 'handler-error']);
    expect(client.getMetrics().handlerErrors).toBe(2);
  });

  it.each(['a b', 'slate.>.x', '', 'a\r\nSUB >'])('throws for %j', (pattern) => {
    expect(() => client.subscribe(pattern, () => {})).toThrow();
    expect(() => client.follow(pattern, 'all', { onEvents: () => {} })).toThrow();
  });
});

describe('follow without JetStream', () => {
  it('delivers live, batched, and reports once after an outage that some may be missing', async () => {
    const batches: number[] = [];
    const gaps: Gap[] = [];
    const phases: string[] = [];
    client.follow('slate.build.*.p1', 'all', {
      onEvents: (deliveries) => batches.push(deliveries.length),
      onGap: (gap) => gaps.push(gap),
      onState: ({ phase }) => phases.push(phase),
    });
    await settle();
    const event = { type: 'completed', projectId: 'p1', timestamp: 1 };
    for (const id of ['1', '2', '2']) driver.deliver('slate.build.completed.p1', { ...event, id });
    await settle();
    expect(batches).toEqual([2]);
    expect(gaps).toEqual([]);
    await reconnect();
    expect(gaps).toEqual([{ reason: 'offline-without-history', missing: null }]);
    expect(phases).toEqual(['live-only', 'waiting', 'live-only']);
    driver.deliver('slate.build.completed.p1', { ...event, id: '3' });
    await settle();
    expect(batches).toEqual([2, 1]);
  });

  it('calls no handler before the caller has its undo, and none after it', async () => {
    const calls: string[] = [];
    const stop = client.follow('slate.build.*.p1', 'all', {
      onEvents: () => calls.push('events'),
      onState: () => calls.push('state'),
    });
    expect(calls).toEqual([]);
    driver.deliver('slate.build.completed.p1', {
      type: 'completed',
      projectId: 'p1',
      timestamp: 1,
    });
    stop();
    await settle();
    await reconnect();
    expect(calls).toEqual([]);
    expect(driver.patterns.filter((pattern) => pattern.startsWith('slate.'))).toEqual([]);
  });
});

describe('request', () => {
  it('never takes an answer to an older connection’s request for its own', async () => {
    const first = client.request('project.list', {}, {});
    const reply = driver.published[0]?.reply ?? '';
    const lost = rejects(first, { code: 'offline' });
    await reconnect();
    await lost;
    const second = client.request('project.get', { projectId: 'p1' }, {});
    expect(driver.published.at(-1)?.reply).not.toBe(reply);
    driver.deliver(reply, { ok: true, data: { projects: [] } });
    const refusal = { ok: false, error: { code: 'not-found', message: 'No.' } };
    driver.deliver(driver.published.at(-1)?.reply ?? '', refusal);
    await expect(second).rejects.toMatchObject({ code: 'rejected', reason: 'not-found' });
  });

  it('carries the user in the subject', async () => {
    void client.request('build.start', { projectId: 'p1' }, {}).catch(() => {});
    await settle();
    expect(driver.published[0]?.subject).toBe('slate.svc.ann.build.start.p1');
    await client.close({ drainMs: 0 });
  });
});

describe('close', () => {
  it('rejects what waits with closed, ends quietly, and stays closed', async () => {
    next = () => new FakeDriver();
    await reconnect();
    const request = rejects(client.request('project.list', {}, {}), {
      code: 'closed',
    });
    const durable = rejects(
      client.publish('build.started', { projectId: 'p1' }, { durable: true }),
      { code: 'closed' },
    );
    client.subscribe('slate.collab.>', () => {});
    const closing = client.close({ drainMs: 1_000 });
    await clock.advance(1_000);
    await Promise.all([closing, request, durable]);
    expect(client.getState().status).toBe('closed');
    expect(clock.pending).toBe(0);
    await expect(client.publish('collab.left', { projectId: 'p1' })).rejects.toMatchObject({
      code: 'closed',
    });
    await client.close();
    expect(problems).toEqual([]);
  });

  it('first sends what is queued', async () => {
    next = () => new FakeDriver();
    await reconnect();
    const receipt = client.publish('build.started', { projectId: 'p1' }, { durable: true });
    const closing = client.close();
    await settle();
    driver.deliver(driver.published.at(-1)?.reply ?? '', { stream: 'S', seq: 1 });
    await expect(receipt).resolves.toMatchObject({ outcome: 'stored' });
    await closing;
    expect(clock.pending).toBe(0);
  });
});

it('counts what comes in and goes out', async () => {
  client.subscribe('slate.collab.>', () => {});
  const before = client.getMetrics();
  driver.deliver('slate.collab.joined.p1', joined());
  driver.deliver('slate.collab.joined.p1', new TextEncoder().encode('{'));
  await client.publish('collab.joined', { projectId: 'p1' });
  const { messagesIn, messagesOut, bytesIn, invalid } = client.getMetrics();
  expect([messagesIn - before.messagesIn, messagesOut - before.messagesOut, invalid]).toEqual([
    2, 1, 1,
  ]);
  expect(bytesIn).toBe(encodeJson(joined()).length + 1);
});
