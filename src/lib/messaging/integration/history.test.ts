import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { encodeJson } from '../catalog/codec.ts';
import { ensureStream } from '../../../../agent/broker/streamSetup.ts';
import { startProxy } from '../testing/proxy.ts';
import { range, Rig, type RigClient, takeNotes } from '../testing/rig.ts';
import { until } from '../testing/until.ts';

let rig: Rig;
let client: RigClient;
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
});
afterEach(() => rig.tidy());

const publish = (n: number, projectId = project) =>
  client.publish('build.progress', { projectId, data: { n } }, { durable: true });
const log = (n: number, projectId = project) =>
  client.publish('build.log', { projectId, data: { message: 'm', n } }, { durable: true });
const logs = async (from: number, to: number, projectId = project) => {
  await Promise.all(range(to - from).map((n) => log(from + n, projectId)));
};
const live = (notes: { phases: readonly string[] }) =>
  until(() => notes.phases.includes('live'), 'the follow is live');

describe('follow begins', () => {
  it('with the last message of each subject, and goes on with all that is new', async () => {
    const ids = range(4).map((n) => `${project}-${n}`);
    for (const n of range(5)) await Promise.all(ids.map((id) => publish(n, id)));
    const pattern = 'slate.build.progress.*';
    const notes = takeNotes(client, pattern, 'last-per-subject');
    await live(notes);
    const ours = () =>
      notes.deliveries
        .filter(({ meta }) => ids.some((id) => meta.subject.endsWith(`.${id}`)))
        .map(({ event }) => (event.data as { n?: number }).n);
    expect(ours()).toEqual([4, 4, 4, 4]);
    await publish(5, ids[0]);
    await publish(6, ids[0]);
    await until(() => ours().length === 6);
    expect(ours().slice(4)).toEqual([5, 6]);
  });

  it('at everything, the last n, a sequence, a time, or with what is new', async () => {
    await logs(0, 50, 'noise');
    await logs(0, 60);
    const all = takeNotes(client, `slate.build.log.${project}`, 'all');
    await live(all);
    expect(all.numbers()).toEqual(range(60));
    const place = all.deliveries[40]?.meta;
    expect(all.deliveries.every(({ meta }) => meta.replayed)).toBe(true);

    const bySeq = takeNotes(client, `slate.build.log.${project}`, { seq: place?.seq ?? 0 });
    const byTime = takeNotes(client, `slate.build.log.${project}`, { time: place?.storedAt ?? 0 });
    const last = takeNotes(client, `slate.build.log.${project}`, { last: 10 });
    const lastOfAll = takeNotes(client, `slate.build.log.${project}`, { last: 1_000 });
    const none = takeNotes(client, `slate.build.log.${project}`, { last: 0 });
    const fresh = takeNotes(client, `slate.build.log.${project}`, 'new');
    const notes = [bySeq, byTime, last, lastOfAll, none, fresh];
    await Promise.all(notes.map(live));
    await log(60);
    await until(() => notes.every((one) => one.numbers().at(-1) === 60));
    expect(bySeq.numbers()).toEqual(range(61).slice(40));
    // To the millisecond only.
    expect(byTime.numbers()).toEqual(range(61).slice(61 - byTime.deliveries.length));
    expect(byTime.numbers()).toContain(40);
    expect(last.numbers()).toEqual(range(61).slice(61 - last.deliveries.length));
    expect(last.deliveries.length).toBeGreaterThanOrEqual(11);
    expect(last.deliveries.length).toBeLessThanOrEqual(14);
    expect(lastOfAll.numbers()).toEqual(range(61));
    expect(none.numbers()).toEqual([60]);
    expect(fresh.numbers()).toEqual([60]);
    expect(fresh.deliveries[0]?.meta).toMatchObject({ replayed: false, name: 'build.log' });
  });

  it('and goes on live without a seam while a publisher is running', async () => {
    const state = { running: true, n: 0 };
    const publishing = (async () => {
      while (state.running) {
        await Promise.all([log(state.n), log(state.n + 1)]);
        state.n += 2;
      }
    })();
    await until(() => state.n > 100);
    const notes = range(5).map(() => takeNotes(client, `slate.build.log.${project}`, 'all'));
    await Promise.all(notes.map(live));
    const atLive = state.n;
    await until(() => state.n > atLive + 100);
    state.running = false;
    await publishing;
    await until(() => notes.every(({ deliveries }) => deliveries.length >= state.n));
    for (const one of notes) {
      expect(one.numbers()).toEqual(range(state.n));
      expect(one.deliveries.some(({ meta }) => !meta.replayed)).toBe(true);
    }
  });

  it('over both streams for a pattern that spans them, or one alone', async () => {
    await publish(0, 'noise');
    await publish(0);
    await log(1);
    await client.publish('build.completed', { projectId: project }, { durable: true });
    const both = takeNotes(client, `slate.build.*.${project}`, 'all');
    const events = takeNotes(client, `slate.build.*.${project}`, 'all', { stream: 'SLATE_EVENTS' });
    const last = takeNotes(
      client,
      `slate.build.*.${project}`,
      { last: 1 },
      { stream: 'SLATE_EVENTS' },
    );
    await Promise.all([both, events, last].map(live));
    expect(both.deliveries.map(({ event }) => event.type).sort()).toEqual([
      'completed',
      'log',
      'progress',
    ]);
    expect(events.deliveries.map(({ event }) => event.type)).toEqual(['progress', 'completed']);
    expect(last.deliveries.map(({ event }) => event.type)).toEqual(['completed']);
  });

  it('over several subjects of a stream, and reads neither what is older nor what is others’', async () => {
    await Promise.all(range(100).map((n) => publish(n)));
    await Promise.all(range(300).map((n) => publish(n, 'noise')));
    for (const n of range(6)) {
      await client.publish('build.started', { projectId: project, data: { n } }, { durable: true });
      await Promise.all(range(4).map((i) => publish(100 * n + i)));
    }
    const reader = await rig.liveClient();
    const scope = { stream: 'SLATE_EVENTS' };
    const last = takeNotes(reader, `slate.build.*.${project}`, { last: 20 }, scope);
    await live(last);
    expect(last.deliveries.length).toBeGreaterThanOrEqual(20);
    expect(last.deliveries.length).toBeLessThanOrEqual(24);
    expect(reader.getMetrics().messagesIn).toBe(last.deliveries.length);
    const seqs = last.deliveries.map(({ meta }) => meta.seq ?? 0);
    expect(seqs).toEqual(seqs.toSorted((a, b) => a - b));
    expect(last.deliveries[0]?.meta).toMatchObject({ place: 0, behind: seqs.length - 1 });

    const all = takeNotes(reader, `slate.build.*.${project}`, 'all', scope);
    await live(all);
    expect(all.deliveries.length).toBe(130);
    expect(reader.getMetrics().messagesIn).toBe(last.deliveries.length + 130);
    await publish(7);
    await until(() => all.deliveries.length === 131 && last.numbers().at(-1) === 7);
  });

  it('with what no stream keeps beside what one does', async () => {
    const notes = takeNotes(client, 'slate.runtime.*.s1', 'all');
    await live(notes);
    await client.publish('runtime.status', { sessionId: 's1', data: { state: 'running' } });
    await client.publish('runtime.started', { sessionId: 's1' }, { durable: true });
    await until(() => notes.deliveries.length === 2);
    expect(notes.deliveries.map(({ event }) => event.type).sort()).toEqual(['started', 'status']);
  });

  it('at a place of an earlier stream: reports it, and skips nothing', async () => {
    await logs(0, 5);
    const notes = takeNotes(client, `slate.build.log.${project}`, { seq: 1_000_000 });
    await live(notes);
    expect(notes.gaps).toEqual([{ reason: 'stream-recreated', missing: null }]);
    expect(notes.numbers()).toEqual(range(5));
  });
});

describe('follow survives', () => {
  it('a stream that is not there yet', async () => {
    await rig.api('STREAM.DELETE.SLATE_LOGS');
    const notes = takeNotes(client, `slate.build.log.${project}`, 'all');
    await until(() => notes.phases.includes('live-only'));
    const sender = await rig.liveClient();
    await until(async () => {
      await sender.publish('build.log', { projectId: project, data: { message: 'm', n: -1 } });
      return notes.deliveries.length > 0;
    });
    await rig.makeStreams(client);
    await logs(0, 100);
    await live(notes);
    await logs(100, 110);
    await until(() => notes.numbers().at(-1) === 109);
    expect(notes.numbers().filter((n) => n >= 0)).toEqual(range(110));
    expect(notes.gaps).toEqual([]);
  });

  it('a stream that is deleted and recreated meanwhile', async () => {
    const notes = takeNotes(client, `slate.build.log.${project}`, 'all');
    await live(notes);
    await logs(0, 5);
    await until(() => notes.deliveries.length === 5);
    await rig.api('STREAM.DELETE.SLATE_LOGS');
    await rig.makeStreams(client);
    await logs(5, 25);
    await until(() => notes.deliveries.length >= 25);
    expect(notes.numbers()).toEqual(range(25));
    expect(notes.gaps).toContainEqual({ reason: 'stream-recreated', missing: null });
  });

  it('a wiped store: reports it, and brings every new event', async () => {
    const notes = takeNotes(client, `slate.build.log.${project}`, 'all');
    await logs(0, 30);
    await until(() => notes.deliveries.length === 30);
    await rig.server.kill();
    await rig.server.wipe();
    await rig.server.restart();
    const writer = await rig.liveClient();
    await rig.makeStreams(writer);
    await until(() => client.getMetrics().reconnects >= 1);
    await logs(30, 60);
    await until(() => notes.deliveries.length >= 60);
    expect(notes.numbers()).toEqual(range(60));
    expect(notes.gaps).toContainEqual({ reason: 'stream-recreated', missing: null });
  });

  it('a purge below its place: reports that messages are missing', async () => {
    const proxy = await startProxy(rig.server.wsPort);
    rig.onEnd(() => proxy.close());
    const reader = await rig.liveClient({ url: `ws://127.0.0.1:${proxy.port}` });
    const notes = takeNotes(reader, `slate.build.log.${project}`, 'all');
    const untouched = takeNotes(reader, `slate.build.progress.${project}`, 'all');
    await logs(0, 10);
    await until(() => notes.deliveries.length === 10);
    proxy.freeze();
    proxy.reset();
    await until(() => reader.getState().status === 'reconnecting');
    await logs(10, 20);
    await rig.api('STREAM.PURGE.SLATE_LOGS', { keep: 3 });
    proxy.thaw();
    await logs(20, 22);
    await until(() => notes.numbers().at(-1) === 21);
    expect(notes.numbers()).toEqual([...range(10), 17, 18, 19, 20, 21]);
    expect(notes.gaps).toEqual([{ reason: 'expired', missing: 7 }]);
    expect(untouched.gaps).toEqual([]);
  });
});

describe('foreign messages in a stream', () => {
  it('that were stored for another subject or are broken are not delivered', async () => {
    const raw = await rig.driver();
    raw.publish(`slate.build.log.${project}`, encodeJson({ hello: 'there' }));
    raw.publish(`slate.build.log.${project}`, new TextEncoder().encode('{'));
    await raw.rtt();
    await log(1);
    const notes = takeNotes(client, `slate.build.log.${project}`, 'all');
    await live(notes);
    expect(notes.numbers()).toEqual([1]);
    expect(client.getMetrics().invalid).toBeGreaterThanOrEqual(2);
  });
});

describe('ensureStream', () => {
  it('creates, leaves alone, updates, and keeps what an operator set', async () => {
    const settings = {
      name: 'OTHER',
      subjects: ['other.a'],
      maxAgeMs: 60_000,
      maxBytes: 1_000_000,
      duplicateWindowMs: 1_000,
    };
    expect(await ensureStream(client, settings)).toBe('created');
    expect(await ensureStream(client, settings)).toBe('unchanged');
    const subjects = ['other.a', 'other.b'];
    expect(await ensureStream(client, { ...settings, subjects }, 'compare')).toBe('different');
    const perSubject = { ...settings, subjects, maxMsgsPerSubject: 2 };
    expect(await ensureStream(client, perSubject)).toBe('updated');
    expect(await ensureStream(client, perSubject)).toBe('unchanged');
    const info = await rig.api('STREAM.INFO.OTHER');
    expect(info.config).toMatchObject({ subjects, max_age: 60e9, max_bytes: 1_000_000 });
    expect(info.config).toMatchObject({ max_msgs_per_subject: 2 });
    await rig.api('STREAM.DELETE.OTHER');
  });

  it('reports what the server refuses', async () => {
    const clash = {
      name: 'CLASH',
      subjects: ['slate.build.log.*'],
      maxAgeMs: 0,
      maxBytes: -1,
      duplicateWindowMs: 1_000,
    };
    await expect(ensureStream(client, clash)).rejects.toMatchObject({ code: 'jetstream' });
  });
});
