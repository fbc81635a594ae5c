import { expect, test } from 'vitest';
import { MessagingError } from '../src/lib/messaging/index.ts';
import { createUsageMeter } from './runtime/usage.ts';
import { median, openDurations } from './build/durations.ts';
import { createFlows } from './broker/flow.ts';
import { createOnce } from './idempotency.ts';
import { createPublisher } from './publish/publisher.ts';
import { parsePsLine, readProcess, readProcesses } from './process/processTable.ts';
import { createFakeClient } from './testing/fakeClient.ts';
import { temporaryDirectory } from './testing/workbench.ts';

test.each([
  ['events', { events: 4, chars: 1_000 }, 1],
  ['characters', { events: 1_000, chars: 40 }, 10],
])('a child is paused above so many %s under way, and no other is', async (_, limits, size) => {
  const createFlow = createFlows(limits);
  const [chatty, quiet] = [createFlow(), createFlow()];
  const under: PromiseWithResolvers<void>[] = [];
  const add = (flow: typeof chatty) => {
    const one = Promise.withResolvers<void>();
    under.push(one);
    flow.add(one.promise, size);
  };
  for (let i = 0; i < 4; i++) add(chatty);
  expect(chatty.wait()).toBeUndefined();
  add(chatty);
  const pause = chatty.wait();
  expect(pause).toBeInstanceOf(Promise);
  add(quiet);
  add(quiet);
  expect(quiet.wait()).toBeUndefined();
  // Now the two share the limit.
  add(quiet);
  expect(quiet.wait()).toBeInstanceOf(Promise);
  for (const one of under) one.resolve();
  await pause;
  expect([chatty.wait(), quiet.wait()]).toEqual([undefined, undefined]);
});

test('the publisher never rejects, and reports once what can not be published', async () => {
  const client = createFakeClient();
  const said: string[] = [];
  const publisher = createPublisher(client, (line) => said.push(line));
  const data = { message: 'four' };
  client.publish = () => Promise.reject(new MessagingError('too-large', 'too long'));
  await publisher.store('build.log', { projectId: 'p', data });
  await publisher.store('build.log', { projectId: 'p', data });
  client.publish = () => Promise.reject(new MessagingError('offline', 'gone'));
  await publisher.store('build.log', { projectId: 'p', data });
  expect(said).toEqual(['build.log could not be published: too long']);
});

test('with a full disk the publisher sends live what it can’t keep, and says so', async () => {
  const client = createFakeClient();
  const said: string[] = [];
  const publisher = createPublisher(client, (line) => said.push(line));
  const { publish } = client;
  client.publish = (name, fields, options) =>
    options?.durable
      ? Promise.reject(new MessagingError('storage', 'The disk is full.'))
      : publish(name, fields, options);
  await publisher.store('build.started', { projectId: 'p' });
  expect(client.published).toMatchObject([{ name: 'build.started', durable: false }]);
  expect(said).toEqual(['build.started could not be published: The disk is full.']);
});

test('a command is forgotten after ten minutes, and its refusal is remembered too', async () => {
  let now = 0;
  let runs = 0;
  const once = createOnce(() => now);
  const run = async () => {
    runs += 1;
    throw new Error(`run ${runs}`);
  };
  await expect(once('k', run)).rejects.toThrow('run 1');
  await expect(once('k', run)).rejects.toThrow('run 1');
  now = 600_001;
  await expect(once('k', run)).rejects.toThrow('run 2');
  await expect(once(undefined, run)).rejects.toThrow('run 3');
});

test('durations are medians, kept over restarts', () => {
  expect(median([])).toBeUndefined();
  expect(median([5])).toBe(5);
  expect(median([100, 1, 2, 3])).toBe(2.5);
  const dir = temporaryDirectory();
  const first = openDurations(dir);
  for (const durationMs of [10.4, 1_000, 12]) first.add('p', [{ name: 'a', durationMs }]);
  expect(openDurations(dir).expected('p', 'a')).toBe(12);
  expect(openDurations(dir).expected('p', 'b')).toBeUndefined();
});

test('usage is CPU since the last look and memory now, over all members', () => {
  let now = 0;
  const measure = createUsageMeter(() => now);
  const row = { group: 1, zombie: false, started: '', memoryBytes: 100 };
  expect(measure([{ ...row, pid: 1, cpuMs: 500 }])).toEqual({ cpuPercent: 0, memoryBytes: 100 });
  now = 2_000;
  const members = [
    { ...row, pid: 1, cpuMs: 1_500 },
    { ...row, pid: 2, cpuMs: 2_000 },
  ];
  expect(measure(members)).toEqual({ cpuPercent: 150, memoryBytes: 200 });
  expect(measure([])).toEqual({ cpuPercent: 0, memoryBytes: 0 });
});

test('this very process is in the table, with plausible figures', () => {
  const self = readProcesses().find((row) => row.pid === process.pid);
  expect(self).toMatchObject({ pid: process.pid, zombie: false });
  expect(self?.memoryBytes).toBeGreaterThan(10_000_000);
  expect(self?.memoryBytes).toBeLessThan(20_000_000_000);
  expect(readProcess(2 ** 22 + 1)).toBeNull();
});

test('lines of ps are understood', () => {
  const line = '  501   500 S+     2048  1-02:03:04.50 Mon May  6 07:08:09 2024  ';
  expect(parsePsLine(line)).toEqual({
    pid: 501,
    group: 500,
    zombie: false,
    memoryBytes: 2_097_152,
    cpuMs: 93_784_500,
    started: 'Mon May  6 07:08:09 2024',
  });
  expect(parsePsLine('nonsense')).toBeNull();
});
