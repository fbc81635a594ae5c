import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { type History, type HistoryPage, openHistory } from '../history/history.ts';
import { encodeJson } from '../catalog/codec.ts';
import { range, Rig, type RigClient, takeNotes } from '../testing/rig.ts';
import { until } from '../testing/until.ts';

let rig: Rig;
let client: RigClient;
let history: History;
let project = '';
let projects = 0;

beforeAll(async () => {
  rig = await Rig.start();
  return () => rig.end();
});
beforeEach(async () => {
  client = await rig.liveClient();
  await rig.makeStreams(client);
  projects += 1;
  project = `p${projects}`;
  history = openHistory(client, `slate.build.log.${project}`);
});
afterEach(() => rig.tidy());

const log = (n: number, projectId = project) =>
  client.publish('build.log', { projectId, data: { message: 'm', n } }, { durable: true });
/** Every second line is another project's. */
const logs = async (count: number) => {
  for (const n of range(count)) await Promise.all([log(n), log(n, 'noise')]);
};
const numbers = (page: HistoryPage) =>
  page.entries.map(({ delivery }) => Number((delivery.event as { data?: { n?: number } }).data?.n));

it('keeps nothing of a page that its reader has dropped', async () => {
  await logs(3);
  const read = async () => {
    const page = await history.read({ from: 1, limit: 100 });
    expect(page.messages).toBe(3);
    return new WeakRef(page.entries);
  };
  const pages = await Promise.all([read(), read()]);
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  await until(() => {
    collect();
    return pages.every((entries) => entries.deref() === undefined);
  }, 'the pages are collected');
});

it('reads pages in both directions, each message once', async () => {
  await logs(50);
  const whole = await history.read({ from: 1, limit: 1_000 });
  expect(numbers(whole)).toEqual(range(50));
  expect(whole).toMatchObject({ messages: 50, atEnd: true });
  const first = await history.read({ from: 1, limit: 20 });
  expect(numbers(first)).toEqual(range(20));
  expect(first.atEnd).toBe(false);
  const rest = await history.read({ from: first.nextSeq, limit: 1_000 });
  expect(numbers(rest)).toEqual(range(50).slice(20));
  const before = await history.read({ from: 1, before: first.nextSeq, limit: 1_000 });
  expect(numbers(before)).toEqual(range(20));
  const none = await history.read({ from: whole.nextSeq, limit: 10 });
  expect(none).toMatchObject({ messages: 0, atEnd: true, nextSeq: whole.nextSeq });
});

it('cuts a page whose messages count as many, and says so', async () => {
  const weigh = () => 100;
  for (const n of range(12)) {
    await client.publish(
      'build.log',
      { projectId: project, data: { message: 'm', n } },
      { durable: true },
    );
  }
  const first = await history.read({ from: 1, limit: 900, weigh });
  expect(first).toMatchObject({ messages: 9, isCut: true, atEnd: false });
  const rest = await history.read({ from: first.nextSeq, limit: 900, weigh });
  expect(rest).toMatchObject({ isCut: false, atEnd: true });
  expect([...numbers(first), ...numbers(rest)]).toEqual(range(12));
  const { nextSeq: before } = await history.read({ from: 1, limit: 3 });
  const part = await history.read({ from: 1, before, limit: 3 });
  expect(part).toMatchObject({ messages: 3, isCut: false });
});

it('reads from a time, and finds the last messages', async () => {
  await logs(30);
  const { entries } = await history.read({ from: 1, limit: 1_000 });
  const meta = entries[20]?.delivery.meta;
  const later = await history.read({ from: { time: meta?.storedAt ?? 0 }, limit: 1_000 });
  expect(numbers(later)).toContain(20);
  const seq = await history.seqOfLast(10);
  const last = await history.read({ from: seq, limit: 1_000 });
  expect(numbers(last)).toEqual(range(30).slice(30 - last.messages));
  expect(last.messages).toBeGreaterThanOrEqual(10);
});

it('counts the place of an invalid message, and leaves it out', async () => {
  await log(0);
  const driver = await rig.driver();
  driver.publish(`slate.build.log.${project}`, encodeJson({ type: 'log' }));
  await driver.rtt();
  await log(1);
  const page = await history.read({ from: 1, limit: 10 });
  expect(page.messages).toBe(3);
  expect(page.entries.map(({ place }) => place)).toEqual([0, 2]);
  const notes = takeNotes(client, `slate.build.log.${project}`, 'all');
  await until(() => notes.deliveries.length === 2, 'both lines came');
  expect(notes.deliveries.map(({ meta }) => meta.place)).toEqual([0, 2]);
});

it('counts between two sequences while others publish', async () => {
  await logs(40);
  const page = await history.read({ from: 1, limit: 1_000 });
  const seqs = page.entries.map(({ delivery }) => delivery.meta.seq ?? 0);
  const state = { running: true };
  const publishing = (async () => {
    for (let n = 0; state.running; n++) await log(n);
  })();
  expect(await history.count(seqs[10] ?? 0, seqs[35] ?? 0)).toBe(25);
  expect(await history.count(seqs[10] ?? 0, seqs[10] ?? 0)).toBe(0);
  state.running = false;
  await publishing;
});

it('ends with the signal, and with the connection', async () => {
  await logs(5);
  const stopping = new AbortController();
  stopping.abort();
  await expect(history.read({ from: 1, limit: 9, signal: stopping.signal })).rejects.toThrow();
  await client.close({ drainMs: 0 });
  await expect(history.read({ from: 1, limit: 9 })).rejects.toMatchObject({ code: 'offline' });
  expect(() => openHistory(client, 'slate.build.*.p1')).toThrow();
});
