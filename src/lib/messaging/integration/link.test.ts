import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Proxy, startProxy } from '../testing/proxy.ts';
import { isLive, type Rig, takeNotes, withRig } from '../testing/rig.ts';
import { until } from '../testing/until.ts';

/** A client of a server of its own, with a proxy between them. */
const behindProxy = (test: (rig: Rig, proxy: Proxy, url: string) => Promise<void>) => () =>
  withRig({ jetstream: false }, async (rig) => {
    const proxy = await startProxy(rig.server.wsPort);
    rig.onEnd(() => proxy.close());
    await test(rig, proxy, `ws://127.0.0.1:${proxy.port}`);
  });

/** The server sends frames of 4 kB to what calls itself a browser. */
class BrowserSocket extends WebSocket {
  constructor(url: string | URL) {
    super(url, { headers: { 'user-agent': 'Mozilla/5.0' } } as never);
  }
}
beforeAll(() => void vi.stubGlobal('WebSocket', BrowserSocket));
afterAll(() => void vi.unstubAllGlobals());

// These wait for real ping intervals, so they wait at the same time.
describe.concurrent('a frozen link', () => {
  it(
    'is given up within the ping budget, and the next one works',
    behindProxy(async (rig, proxy, url) => {
      const client = await rig.liveClient({ url });
      proxy.freeze();
      await until(() => client.getState().status === 'reconnecting', 'the loss is noticed');
      proxy.thaw();
      await isLive(client);
      expect(client.getMetrics().reconnects).toBeGreaterThan(0);
    }),
  );

  it(
    'is given up too with 16 MB unsent, and a probe finds it sooner',
    behindProxy(async (rig, proxy, url) => {
      const client = await rig.liveClient({ url });
      proxy.freeze();
      const message = 'x'.repeat(1_000_000);
      for (let n = 0; n < 16; n++) {
        await client.publish('collab.presence', { projectId: 'p1', data: { message } });
      }
      client.probe();
      await until(() => client.getState().status === 'reconnecting', 'the loss is noticed');
      proxy.thaw();
      await isLive(client);
      await client.publish('collab.presence', { projectId: 'p1' });
    }),
  );

  it(
    'is not a slow one, which brings a large message in slices',
    behindProxy(async (rig, proxy, url) => {
      const [writer, reader] = [await rig.liveClient(), await rig.liveClient({ url })];
      const seen: number[] = [];
      reader.subscribe('slate.collab.presence.p1', (event) => {
        seen.push(String(event.data?.view).length);
      });
      await reader.flush();
      proxy.slow(10_000);
      // Longer on its way than a ping and its time-out together.
      const view = 'x'.repeat(100_000);
      await writer.publish('collab.presence', { projectId: 'p1', data: { view } });
      await until(() => seen.length > 0, 'the message is here');
      expect(seen).toEqual([100_000]);
      expect(reader.getMetrics().reconnects).toBe(0);
    }),
  );

  it(
    'does not keep a client from closing',
    behindProxy(async (rig, proxy, url) => {
      const client = await rig.liveClient({ url });
      proxy.freeze();
      await client.publish('collab.presence', {
        projectId: 'p1',
        data: { message: 'x'.repeat(900_000) },
      });
      await client.close({ drainMs: 0 });
      expect(client.getState().status).toBe('closed');
    }),
  );

  it(
    'never takes the first dial as an answer',
    behindProxy(async (rig, proxy, url) => {
      proxy.freeze();
      const client = rig.client({ url });
      await until(() => client.getState().status === 'connecting' && proxy.connections() > 1);
      proxy.thaw();
      await isLive(client);
    }),
  );
});

describe.concurrent('the server', () => {
  it('may be absent at start', () =>
    withRig({}, async (absent) => {
      await absent.server.kill();
      const client = absent.client();
      const seen: string[] = [];
      client.subscribe('slate.collab.joined.p1', (event) => seen.push(event.type));
      const notes = takeNotes(client, 'slate.build.log.p1', 'all');
      await until(() => {
        const state = client.getState();
        return state.status === 'connecting' && state.lastError !== null;
      });
      await absent.server.restart();
      await isLive(client);
      await absent.makeStreams(client);
      await client.publish('collab.joined', { projectId: 'p1' });
      await until(() => seen.length === 1);
      await until(() => notes.phases.includes('live'));
    }));

  it('may stand still for a moment', () =>
    withRig({}, async (still) => {
      const client = await still.liveClient();
      still.server.freeze();
      client.probe();
      await until(() => client.getState().status === 'reconnecting');
      still.server.thaw();
      await isLive(client);
    }));

  it('may refuse the password for a while', () => {
    const users = (password: string) =>
      `authorization { users: [ { user: ann, password: ${password} } ] }`;
    return withRig({ config: users('new') }, async (rig) => {
      const client = rig.client({ user: 'ann', password: 'old' });
      await until(() => client.getState().status === 'signed-out');
      await rig.server.restart({ config: users('old') });
      client.retryNow();
      await isLive(client);
      expect(client.getMetrics().reconnects).toBe(0);
      // Changed under a live connection.
      await rig.server.restart({ config: users('new') });
      await until(() => client.getState().status === 'signed-out');
    });
  });
});
