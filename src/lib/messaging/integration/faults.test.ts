import { describe, expect, it } from 'vitest';
import { startProxy } from '../testing/proxy.ts';
import { isLive, range, type Rig, type RigClient, takeNotes, withRig } from '../testing/rig.ts';
import { until } from '../testing/until.ts';

const log = (client: RigClient, n: number, message = 'm') =>
  client.publish('build.log', { projectId: 'p1', data: { message, n } }, { durable: true });

const progress = (client: RigClient, n: number) =>
  client.publish('build.progress', { projectId: 'p1', data: { n } }, { durable: true });

const statesOf = (client: RigClient): Set<string> => {
  const states = new Set<string>();
  client.onState(() => states.add(client.getState().status));
  return states;
};

async function proxyTo(rig: Rig) {
  const proxy = await startProxy(rig.server.wsPort);
  rig.onEnd(() => proxy.close());
  return { proxy, url: `ws://127.0.0.1:${proxy.port}` };
}

// Every test has a server of its own, and mostly waits.
describe.concurrent('nothing is lost when', () => {
  it('the only server goes into lame duck mode, ends, and comes back', () =>
    withRig({ config: 'lame_duck_duration: 30s, lame_duck_grace_period: 1s' }, async (rig) => {
      const client = await rig.liveClient();
      await rig.makeStreams(client);
      const notes = takeNotes(client, 'slate.build.log.p1', 'all');
      await until(() => notes.phases.includes('live'));
      const states = statesOf(client);
      rig.server.signal('SIGUSR2');
      const puts: Promise<unknown>[] = [];
      const publishing = (async () => {
        while (states.size === 0 || puts.length < 200) {
          puts.push(log(client, puts.length));
          await new Promise((resolve) => setTimeout(resolve, 5));
        }
      })();
      await until(() => client.problems.some(({ kind }) => kind === 'lame-duck'));
      // Used as long as it serves.
      expect(client.getState().status).toBe('live');
      await until(() => client.getState().status === 'reconnecting', 'the server ends');
      await publishing;
      await rig.server.restart();
      await isLive(client);
      await Promise.all(puts);
      await until(() => notes.deliveries.length >= puts.length);
      expect(notes.numbers()).toEqual(range(puts.length));
      expect(notes.gaps).toEqual([]);
    }));

  it('the server cuts a reader that is too slow', () =>
    withRig({ config: 'max_pending: 2MB, write_deadline: "2s"' }, async (rig) => {
      const { proxy, url } = await proxyTo(rig);
      const writer = await rig.liveClient();
      await rig.makeStreams(writer);
      const reader = await rig.liveClient({ url });
      const states = statesOf(reader);
      const notes = takeNotes(reader, 'slate.build.log.p1', 'all');
      // What comes by the side fills its connection too.
      reader.subscribe('slate.build.log.*', () => {});
      await until(() => notes.phases.includes('live'));
      await reader.flush();
      proxy.stallServer();
      const count = 4_000;
      const message = 'x'.repeat(8_000);
      await Promise.all(range(count).map((n) => log(writer, n, message)));
      await until(() => rig.server.log().includes('Slow Consumer'), 'the server cuts it');
      await until(() => states.has('reconnecting'), 'the reader knows');
      proxy.thaw();
      await until(() => notes.deliveries.length >= count, 'all have arrived');
      expect(notes.numbers()).toEqual(range(count));
      expect(notes.gaps).toEqual([]);
      expect(reader.getState().status).toBe('live');
      expect(await rig.stored('SLATE_LOGS')).toBe(count);
    }));

  it('JetStream is off, on, and off again', () =>
    withRig({ jetstream: false }, async (rig) => {
      const client = await rig.liveClient();
      const notes = takeNotes(client, 'slate.build.progress.p1', 'all');
      const route = () => {
        const state = client.getState();
        return state.status === 'live' ? `${state.jetstream} ${notes.phases.at(-1)}` : state.status;
      };
      await until(() => route() === 'off live-only');
      expect(await progress(client, 0)).toMatchObject({ outcome: 'queued' });
      expect(client.getOutbox()).toMatchObject({ degraded: true, parked: 1 });
      await until(() => notes.deliveries.length === 1);

      await rig.server.restart({ jetstream: true });
      await until(() => client.getState().status === 'live' && route().startsWith('on'));
      await rig.makeStreams(client);
      await until(() => route() === 'on live');
      expect(await progress(client, 1)).toMatchObject({ outcome: 'stored' });
      expect(client.getOutbox()).toMatchObject({ degraded: false, parked: 0, queued: 0 });

      await rig.server.restart({ jetstream: false });
      await until(() => route() === 'off live-only');
      expect(await progress(client, 2)).toMatchObject({ outcome: 'queued' });
      await until(() => notes.numbers().includes(2));
      expect(notes.numbers()).toEqual([0, 1, 2]);

      await rig.server.restart({ jetstream: true });
      await until(() => route() === 'on live');
      await until(() => client.getOutbox().queued === 0);
      expect(await rig.stored('SLATE_EVENTS')).toBe(3);
      await progress(client, 3);
      await until(() => notes.numbers().includes(3));
      expect(notes.numbers()).toEqual([0, 1, 2, 3]);
      const late = takeNotes(client, 'slate.build.progress.p1', 'all');
      await until(() => late.phases.includes('live'));
      expect(late.numbers()).toEqual([0, 1, 2, 3]);
      // Once for each change to or from a time without history.
      const reasons = new Set(notes.gaps.map(({ reason }) => reason));
      expect([...reasons]).toEqual(['offline-without-history']);
    }));
});

describe.concurrent('what is lost is reported, and reading goes on, when', () => {
  it('the store was wiped and streams of the same names made again', () =>
    withRig({}, async (rig) => {
      const writer = await rig.liveClient();
      await rig.makeStreams(writer);
      const notes = takeNotes(await rig.liveClient(), 'slate.build.log.p1', 'all');
      await Promise.all(range(30).map((n) => log(writer, n)));
      await until(() => notes.deliveries.length === 30);
      await rig.server.kill();
      await rig.server.wipe();
      // Written while it was down, and for a stream that knows nothing of the former.
      const puts = range(30).map((n) => log(writer, 30 + n));
      await rig.server.restart();
      await isLive(writer);
      await rig.makeStreams(writer);
      await Promise.all(puts);
      await until(() => notes.numbers().at(-1) === 59);
      await until(() => notes.gaps.some(({ reason }) => reason === 'stream-recreated'));
      await until(() => notes.phases.at(-1) === 'live');
      expect(notes.numbers().slice(0, 30)).toEqual(range(30));
      // All of the new stream, also what came live before it was there.
      expect(notes.numbers().slice(-30)).toEqual(range(60).slice(30));
      expect(await rig.stored('SLATE_LOGS')).toBe(30);
    }));

  it('the stream was made again with limits that keep less', () =>
    withRig({}, async (rig) => {
      const { proxy, url } = await proxyTo(rig);
      const writer = await rig.liveClient();
      await rig.makeStreams(writer);
      const reader = await rig.liveClient({ url });
      const notes = takeNotes(reader, 'slate.build.log.p1', 'all');
      await Promise.all(range(10).map((n) => log(writer, n)));
      await until(() => notes.deliveries.length === 10);
      proxy.freeze();
      proxy.reset();
      await until(() => reader.getState().status === 'reconnecting');
      const { config } = await rig.api('STREAM.INFO.SLATE_LOGS');
      await rig.api('STREAM.DELETE.SLATE_LOGS');
      await rig.api('STREAM.CREATE.SLATE_LOGS', { ...(config as object), max_msgs: 5 });
      for (const n of range(20)) await log(writer, 10 + n);
      proxy.thaw();
      await until(() => notes.numbers().at(-1) === 29);
      expect(notes.numbers()).toEqual([...range(10), 25, 26, 27, 28, 29]);
      expect(notes.gaps.map(({ reason }) => reason)).toEqual(['stream-recreated']);
    }));

  it('retention dropped more than was read: with how many at most', () =>
    withRig({}, async (rig) => {
      const { proxy, url } = await proxyTo(rig);
      const writer = await rig.liveClient();
      await rig.makeStreams(writer);
      const reader = await rig.liveClient({ url });
      const notes = takeNotes(reader, 'slate.build.log.p1', 'all');
      await Promise.all(range(10).map((n) => log(writer, n)));
      await until(() => notes.deliveries.length === 10);
      proxy.freeze();
      proxy.reset();
      await until(() => reader.getState().status === 'reconnecting');
      await Promise.all(range(20).map((n) => log(writer, 10 + n)));
      await rig.api('STREAM.PURGE.SLATE_LOGS', { keep: 3 });
      proxy.thaw();
      await until(() => notes.numbers().at(-1) === 29);
      expect(notes.numbers()).toEqual([...range(10), 27, 28, 29]);
      expect(notes.gaps).toEqual([{ reason: 'expired', missing: 17 }]);
    }));
});
