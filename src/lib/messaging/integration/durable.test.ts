import { describe, expect, it } from 'vitest';
import { isLive, range, takeNotes, withRig } from '../testing/rig.ts';
import { startProxy } from '../testing/proxy.ts';
import { until } from '../testing/until.ts';

const COUNT = 10_000;

// Every test has a server of its own; most of their time they wait.
describe.concurrent('durable events', () => {
  it('are stored once and followed once, in order, through two crashes of the server', () =>
    withRig({}, async (rig) => {
      const writer = await rig.liveClient();
      await rig.makeStreams(writer);
      const reader = await rig.liveClient();
      const notes = takeNotes(reader, 'slate.build.log.p1', 'all');
      const puts: Promise<unknown>[] = [];
      // In gulps, so that the crashes fall between and into them.
      const publishing = (async () => {
        for (const n of range(COUNT)) {
          const fields = { projectId: 'p1', data: { message: `line ${n}`, n } };
          puts.push(writer.publish('build.log', fields, { durable: true }));
          if (n % 100 === 99) await new Promise((resolve) => setTimeout(resolve, 2));
        }
      })();
      for (const crash of [1, 2]) {
        await until(() => notes.deliveries.length > COUNT * 0.3 * crash);
        await rig.server.restart();
        await until(() => writer.getMetrics().reconnects >= crash);
      }
      await publishing;
      await Promise.all(puts);
      await until(() => notes.deliveries.length >= COUNT);
      expect(notes.numbers()).toEqual(range(COUNT));
      expect(await rig.stored('SLATE_LOGS')).toBe(COUNT);
      expect(notes.gaps).toEqual([]);
      expect(writer.getOutbox()).toMatchObject({ queued: 0, oldestAt: null });
      const late = takeNotes(reader, 'slate.build.log.p1', 'all');
      await until(() => late.phases.includes('live'));
      expect(late.numbers()).toEqual(range(COUNT));
    }));

  it('published before the first connection are stored when it comes', () =>
    withRig({}, async (rig) => {
      await rig.makeStreams(await rig.liveClient());
      await rig.server.kill();
      const writer = rig.client();
      const receipt = writer.publish('build.started', { projectId: 'p1' }, { durable: true });
      expect(writer.getOutbox().queued).toBe(1);
      await rig.server.restart();
      await expect(receipt).resolves.toMatchObject({ outcome: 'stored' });
      expect(await rig.stored('SLATE_EVENTS')).toBe(1);
    }));

  it('whose ack was lost are stored once', () =>
    withRig({}, async (rig) => {
      await rig.makeStreams(await rig.liveClient());
      const proxy = await startProxy(rig.server.wsPort);
      rig.onEnd(() => proxy.close());
      const writer = await rig.liveClient({ url: `ws://127.0.0.1:${proxy.port}` });
      proxy.muteServer();
      const puts = range(20).map((n) =>
        writer.publish('build.progress', { projectId: 'p1', data: { n } }, { durable: true }),
      );
      await until(async () => (await rig.stored('SLATE_EVENTS')) > 0);
      proxy.thaw();
      proxy.reset();
      await Promise.all(puts);
      expect(await rig.stored('SLATE_EVENTS')).toBe(20);
      const notes = takeNotes(writer, 'slate.build.progress.p1', 'all');
      await until(() => notes.phases.includes('live'));
      expect(notes.numbers()).toEqual(range(20));
    }));

  it('whose id somebody else has used are refused, not taken for stored', () =>
    withRig({}, async (rig) => {
      const writer = await rig.liveClient();
      await rig.makeStreams(writer);
      const id = '0198a000-0000-7000-8000-000000000001';
      const squatter = await rig.driver();
      squatter.publish('slate.build.started.p2', new Uint8Array(), {
        headers: { 'Nats-Msg-Id': `${id}:slate.build.started.p1` },
      });
      await until(async () => (await rig.stored('SLATE_EVENTS')) === 1);
      await expect(
        writer.publish('build.started', { projectId: 'p1', id }, { durable: true }),
      ).rejects.toMatchObject({ code: 'duplicate', subject: 'slate.build.started.p1' });
      expect(writer.getOutbox().queued).toBe(0);
    }));

  it('survive resets of the link', () =>
    withRig({}, async (rig) => {
      await rig.makeStreams(await rig.liveClient());
      const proxy = await startProxy(rig.server.wsPort);
      rig.onEnd(() => proxy.close());
      const url = `ws://127.0.0.1:${proxy.port}`;
      const writer = await rig.liveClient({ url });
      const reader = await rig.liveClient({ url });
      const notes = takeNotes(reader, 'slate.runtime.log.s1', 'new');
      await until(() => notes.phases.includes('live'));
      const puts: Promise<unknown>[] = [];
      for (const round of range(4)) {
        for (const n of range(250)) {
          const data = { message: 'm', n: round * 250 + n };
          puts.push(writer.publish('runtime.log', { sessionId: 's1', data }, { durable: true }));
        }
        await until(() => notes.deliveries.length > round * 250 + 20);
        proxy.reset();
        await until(() => writer.getMetrics().reconnects > round, 'it is back');
        await isLive(writer);
      }
      await Promise.all(puts);
      await until(() => notes.deliveries.length >= 1_000);
      expect(notes.numbers()).toEqual(range(1_000));
      expect(await rig.stored('SLATE_LOGS')).toBe(1_000);
    }));

  it('without JetStream are shown at once, kept, and stored when there is a stream', () =>
    withRig({ jetstream: false }, async (rig) => {
      const client = await rig.liveClient();
      expect(client.getState()).toMatchObject({ jetstream: 'off' });
      const viewer = await rig.liveClient();
      const notes = takeNotes(viewer, 'slate.build.*.p1', 'all');
      const heard: number[] = [];
      viewer.subscribe('slate.build.progress.p1', (event) => heard.push(Number(event.data?.n)));
      await until(() => notes.phases.at(-1) === 'live-only');
      // Before the server has the viewer's subscriptions, an event that is only sent is lost.
      await viewer.flush();
      for (const n of range(3)) {
        const fields = { projectId: 'p1', data: { percent: 1, n } };
        const receipt = await client.publish('build.progress', fields, { durable: true });
        expect(receipt.outcome).toBe('queued');
      }
      const log = { projectId: 'p1', data: { message: 'm', n: 100 } };
      const logged = await client.publish('build.log', log, { durable: true });
      expect(logged.outcome).toBe('sent');
      await until(() => notes.deliveries.length === 4);
      expect(notes.numbers()).toEqual([0, 1, 2, 100]);
      expect(client.getOutbox()).toMatchObject({ queued: 3, parked: 3, degraded: true });
      // The server learns to store: the same page goes on with history.
      await rig.server.restart({ jetstream: true });
      await until(() => client.getMetrics().reconnects >= 1);
      await rig.makeStreams(client);
      await until(() => client.getOutbox().queued === 0);
      await until(() => notes.phases.at(-1) === 'live');
      const completed = { projectId: 'p1', data: { n: 200 } };
      await expect(
        client.publish('build.completed', completed, { durable: true }),
      ).resolves.toMatchObject({ outcome: 'stored' });
      await until(() => notes.deliveries.length > 4);
      expect(notes.numbers()).toEqual([0, 1, 2, 100, 200]);
      expect(heard).toEqual([0, 1, 2]);
      expect(await rig.stored('SLATE_EVENTS')).toBe(4);
      const late = takeNotes(viewer, 'slate.build.*.p1', 'all', { stream: 'SLATE_EVENTS' });
      await until(() => late.phases.includes('live'));
      expect(late.numbers()).toEqual([0, 1, 2, 200]);
      expect(client.getOutbox()).toMatchObject({ queued: 0, parked: 0, degraded: false });
      expect(notes.gaps).toEqual([{ reason: 'offline-without-history', missing: null }]);
    }));
});
