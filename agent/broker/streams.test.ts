import { expect, test } from 'vitest';
import { keepStreams } from './streams.ts';
import { createFakeClient, LIVE } from '../testing/fakeClient.ts';
import { until } from '../testing/workbench.ts';

const STREAMS = 9;
const limits = {
  events: { maxAgeMs: 1_000, maxBytes: 10 },
  logs: { maxAgeMs: 3_600_000, maxBytes: 20, maxMsgsPerSubject: 7 },
  otherEvents: { maxAgeMs: 90_000, maxBytes: 40 },
  uploads: { maxAgeMs: 60_000, maxBytes: 30 },
  replicas: 3,
};
const lost = {
  status: 'reconnecting',
  since: 2,
  silentSince: null,
  attempt: 0,
  nextRetryAt: null,
  lastError: null,
} as const;

function setUp(outcomes: (() => 'created' | 'unchanged' | 'different')[] = []) {
  const modes: unknown[] = [];
  const client = createFakeClient();
  const said: string[] = [];
  const asked: object[] = [];
  const start = () =>
    keepStreams(
      client,
      limits,
      (line) => said.push(line),
      async (_, settings, mode) => {
        modes.push(mode);
        asked.push(settings);
        return outcomes.shift()?.() ?? 'unchanged';
      },
    );
  return { client, said, asked, modes, start };
}

test('all streams are looked after on every connection', async () => {
  const { client, asked, start } = setUp();
  const keeper = start();
  await keeper.firstPass;
  expect(asked).toMatchObject([
    { name: 'SLATE_EVENTS', maxAgeMs: 1_000, maxBytes: 10, duplicateWindowMs: 1_000 },
    {
      name: 'SLATE_LOGS',
      maxBytes: 20,
      maxMsgsPerSubject: 7,
      replicas: 3,
      subjects: expect.arrayContaining(['slate.build.log.*']),
    },
    {
      name: 'LIBRARY_EVENTS',
      maxAgeMs: 90_000,
      maxBytes: 40,
      subjects: expect.arrayContaining(['library.swap.completed']),
    },
    {
      name: 'SUPPLY_CHAIN',
      subjects: expect.arrayContaining(['ddmrp.buffer.calculated']),
    },
    {
      name: 'EXPERT_SOURCING',
      subjects: expect.arrayContaining(['matching.project.*.freelancer.*.identified']),
    },
    { name: 'SLATE_JOBS', maxAgeMs: 0, retention: 'workqueue', subjects: ['slate.jobs.build.*'] },
    { name: 'KV_slate_projects', maxAgeMs: 0, history: 5, subjects: ['$KV.slate_projects.>'] },
    { name: 'KV_slate_rules', maxAgeMs: 0, history: 1, subjects: ['$KV.slate_rules.>'] },
    {
      name: 'OBJ_slate_uploads',
      maxAgeMs: 60_000,
      maxBytes: 30,
      retention: 'workqueue',
      writeOnce: true,
      subjects: ['$O.slate_uploads.C.>', '$O.slate_uploads.M.>'],
    },
  ]);
  client.setState(LIVE);
  client.setState({ ...LIVE, rttMs: 5 });
  expect(asked).toHaveLength(STREAMS);
  expect(keeper.isReady()).toBe(true);
  client.setState(lost);
  expect(keeper.isReady()).toBe(false);
  client.setState({ ...LIVE, since: 3 });
  await until(() => expect(asked).toHaveLength(2 * STREAMS));
  keeper.stop();
});

test('settings are written at the start only, and a stream that differs later is reported', async () => {
  const { client, said, modes, start } = setUp();
  const keeper = start();
  await keeper.firstPass;
  expect(new Set(modes)).toEqual(new Set(['apply']));
  modes.length = 0;
  client.setState(lost);
  client.setState({ ...LIVE, since: 4 });
  await until(() => expect(modes).toHaveLength(STREAMS));
  expect(new Set(modes)).toEqual(new Set(['compare']));
  expect(said).toEqual([]);
  keeper.stop();
});

test('a failure is told and tried again', async () => {
  const { said, asked, start } = setUp([
    () => {
      throw new Error('no space');
    },
    () => 'created',
    () => 'created',
    () => 'unchanged',
  ]);
  const keeper = start();
  await keeper.firstPass;
  await until(() => expect(asked).toHaveLength(1 + STREAMS));
  await until(() => expect(said).toHaveLength(3));
  expect(said[0]).toContain('no space');
  expect(said[1]).toBe('stream SLATE_EVENTS created');
  keeper.stop();
});

test('without JetStream it says so once', async () => {
  const { client, said, asked, start } = setUp();
  client.setState({ ...LIVE, jetstream: 'off' });
  const keeper = start();
  await keeper.firstPass;
  client.setState(lost);
  client.setState({ ...LIVE, since: 9, jetstream: 'off' });
  expect(said).toEqual(['JetStream is off: history and durable delivery are not available']);
  expect(asked).toEqual([]);
  keeper.stop();
});
