import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import { openIndexedDbOutbox } from '../outbox/idb.ts';
import type { OpenOutbox } from '../outbox/storage.ts';
import { FakeChannels, FakeDisk, FakeLocks } from '../testing/fakeStorage.ts';
import { isLive, range, type RigClient, takeNotes, withRig } from '../testing/rig.ts';
import { until } from '../testing/until.ts';

const publish = (client: RigClient, n: number) =>
  client.publish('build.progress', { projectId: 'p1', data: { n } }, { durable: true });

describe.concurrent('an outbox that outlives its client', () => {
  it('looks up what the server has forgotten, and stores only what is missing', () =>
    withRig({}, async (rig) => {
      const disk = new FakeDisk();
      const outbox: OpenOutbox = async () => ({ storage: disk.open() });
      const windowMs = 100;
      await rig.makeStreams(await rig.liveClient(), windowMs);
      const first = await rig.liveClient({ outbox });
      // Everything is stored and nothing removed, as if it died before it could.
      disk.onWrite = (what) => (what === 'remove' ? new Promise(() => {}) : undefined);
      for (const n of range(5))
        expect(await publish(first, n)).toMatchObject({ outcome: 'stored' });
      // Two more that never left.
      disk.entries.push(
        ...range(2).map((n) => ({
          ...disk.entries[0]!,
          key: 100 + n,
          messageId: `new-${n}:slate.build.progress.p1`,
          body: new TextEncoder().encode(
            JSON.stringify({
              type: 'progress',
              projectId: 'p1',
              timestamp: 1,
              id: `new-${n}`,
              data: { n: 10 + n },
            }),
          ),
        })),
      );
      await new Promise((resolve) => setTimeout(resolve, 3 * windowMs));
      disk.onWrite = () => {};
      const second = await rig.liveClient({ outbox });
      await until(() => second.getOutbox().storage === 'persistent');
      await until(() => second.getOutbox().queued === 0);
      expect(await publish(second, 20)).toMatchObject({ outcome: 'stored' });
      const notes = takeNotes(second, 'slate.build.progress.p1', 'all');
      await until(() => notes.phases.includes('live'));
      expect(notes.numbers()).toEqual([0, 1, 2, 3, 4, 10, 11, 20]);
      expect(await rig.stored('SLATE_EVENTS')).toBe(8);
      await until(() => disk.entries.length === 0);
    }));

  it('is one for two tabs, which send nothing twice and take over from each other', () =>
    withRig({}, async (rig) => {
      await rig.makeStreams(await rig.liveClient());
      const [locks, channels] = [new FakeLocks(), new FakeChannels()];
      const tab = () =>
        rig.client({
          outbox: openIndexedDbOutbox(rig.server.wsUrl, {
            locks,
            openChannel: channels.open,
            tabId: () => 'unused',
          }),
        });
      const [first, second] = [tab(), tab()];
      await Promise.all([isLive(first), isLive(second)]);
      const puts = range(200).map((n) => publish(n % 2 ? first : second, n));
      await until(async () => (await rig.stored('SLATE_EVENTS')) > 20);
      await first.close({ drainMs: 0 });
      const outcomes = await Promise.all(puts);
      expect(outcomes.every(({ outcome }) => outcome === 'stored' || outcome === 'queued')).toBe(
        true,
      );
      // Its own count may be nothing before it has taken over what the first one left.
      await until(async () => (await rig.stored('SLATE_EVENTS')) >= 200);
      await until(() => second.getOutbox().queued === 0);
      expect(await rig.stored('SLATE_EVENTS')).toBe(200);
      const notes = takeNotes(second, 'slate.build.progress.p1', 'all');
      await until(() => notes.deliveries.length >= 200);
      for (const parity of [0, 1]) {
        const own = notes.numbers().filter((n) => n % 2 === parity);
        expect(own).toEqual(range(100).map((n) => 2 * n + parity));
      }
    }));

  it('keeps over a restart what was only shown while JetStream was off', () =>
    withRig({ jetstream: false }, async (rig) => {
      const disk = new FakeDisk();
      const outbox: OpenOutbox = async () => ({ storage: disk.open() });
      const viewer = await rig.liveClient();
      const notes = takeNotes(viewer, 'slate.build.*.p1', 'all');
      await until(() => notes.phases.at(-1) === 'live-only');
      const first = await rig.liveClient({ outbox });
      await until(async () => {
        await publish(first, 0);
        return notes.deliveries.length > 0;
      });
      await first.close({ drainMs: 0 });
      const second = await rig.liveClient({ outbox });
      await publish(second, 1);
      const waiting = second.getOutbox().queued;
      expect(second.getOutbox()).toMatchObject({ parked: waiting, degraded: true });
      await rig.server.restart({ jetstream: true });
      await until(() => second.getMetrics().reconnects >= 1);
      await rig.makeStreams(second);
      await until(() => second.getOutbox().queued === 0);
      expect(await rig.stored('SLATE_EVENTS')).toBe(waiting);
      await until(() => notes.phases.at(-1) === 'live');
      await publish(second, 2);
      await until(() => notes.numbers().includes(2));
      const seen = notes.deliveries.map(({ event }) => event.id);
      expect(new Set(seen).size).toBe(seen.length);
    }));
});
