import { describe, expect, it } from 'vitest';
import { connectNats } from './nats.ts';
import { startProxy } from '../../src/lib/messaging/testing/proxy.ts';
import {
  isLive,
  range,
  type Rig,
  takeNotes,
  withRig,
} from '../../src/lib/messaging/testing/rig.ts';
import { PATIENCE_MS, until } from '../../src/lib/messaging/testing/until.ts';

/** The agent's way to the server, over TCP. */
const overTcp = (url: string, user = '', password = '') =>
  connectNats({ url, user, password, inboxPrefix: '_INBOX.test', name: 'test' });

const client = (rig: Rig, url = rig.server.tcpUrl) => rig.client({ connect: overTcp(url) });

describe.concurrent('the agent’s driver', () => {
  it('publishes, asks, answers and follows, through a crash', () =>
    withRig({}, async (rig) => {
      const agent = client(rig);
      await isLive(agent);
      await rig.makeStreams(agent);
      agent.respond('build.start', { projectId: 'p1' }, () => ({ buildId: 'b1' }));
      const page = await rig.liveClient();
      const notes = takeNotes(client(rig), 'slate.build.log.p1', 'all');
      const puts = range(500).map((n) =>
        agent.publish(
          'build.log',
          { projectId: 'p1', data: { message: 'm', n } },
          { durable: true },
        ),
      );
      await until(() => notes.deliveries.length > 0);
      await rig.server.restart();
      await Promise.all(puts);
      await until(() => notes.deliveries.length >= 500);
      expect(notes.numbers()).toEqual(range(500));
      await isLive(page);
      await until(
        async () =>
          (await page.request('build.start', { projectId: 'p1' }, {}).catch(() => null))?.buildId,
      );
    }));

  it('finds a frozen link with 16 MB unsent, and closes all the same', () =>
    withRig({ jetstream: false }, async (rig) => {
      const proxy = await startProxy(Number(new URL(rig.server.tcpUrl).port));
      rig.onEnd(() => proxy.close());
      const agent = client(rig, `nats://127.0.0.1:${proxy.port}`);
      await isLive(agent);
      const flood = async () => {
        proxy.freeze();
        const message = 'x'.repeat(1_000_000);
        for (const _ of range(16)) {
          await agent.publish('collab.presence', { projectId: 'p', data: { message } });
        }
      };
      await flood();
      agent.probe();
      await until(() => agent.getState().status === 'reconnecting');
      proxy.thaw();
      await isLive(agent);
      await flood();
      await agent.close({ drainMs: 0 });
      expect(agent.getState().status).toBe('closed');
    }));

  it('reports what comes in before a large message is whole', () =>
    withRig({ jetstream: false }, async (rig) => {
      const proxy = await startProxy(Number(new URL(rig.server.tcpUrl).port));
      rig.onEnd(() => proxy.close());
      const driver = await overTcp(`nats://127.0.0.1:${proxy.port}`)({ timeoutMs: PATIENCE_MS });
      rig.onEnd(() => driver.close());
      let parts = 0;
      const partsBefore: number[] = [];
      driver.onInbound(() => (parts += 1));
      driver.subscribe('large', () => partsBefore.push(parts));
      await driver.rtt();
      proxy.slow(100_000);
      (await rig.driver()).publish('large', new Uint8Array(60_000));
      await until(() => partsBefore.length > 0);
      expect(partsBefore[0]).toBeGreaterThan(3);
    }));

  it('tells refused credentials from an absent server', () =>
    withRig({ config: 'authorization { user: a, password: b }' }, async (rig) => {
      const dial = (password: string) =>
        overTcp(rig.server.tcpUrl, 'a', password)({ timeoutMs: PATIENCE_MS });
      await expect(dial('wrong')).rejects.toMatchObject({ code: 'denied' });
      const driver = await dial('b');
      await driver.close();
      await rig.server.kill();
      await expect(dial('b')).rejects.toMatchObject({ code: 'offline' });
    }));
});
