import { describe, expect, it } from 'vitest';
import { type Proxy, startProxy } from '../src/lib/messaging/testing/proxy.ts';
import {
  isLive,
  range,
  type Rig,
  type RigClient,
  takeNotes,
  withRig,
} from '../src/lib/messaging/testing/rig.ts';
import { until } from '../src/lib/messaging/testing/until.ts';
import { connectNats } from './broker/nats.ts';

/** A page over its WebSocket and an agent over TCP, each writing a log that the other follows. */
async function startPair(rig: Rig, urls: { readonly ws: string; readonly tcp: string }) {
  const agent = rig.client({
    connect: connectNats({
      url: urls.tcp,
      user: '',
      password: '',
      inboxPrefix: '_INBOX.test',
      name: 'agent',
    }),
  });
  const page = rig.client({ url: urls.ws });
  await Promise.all([isLive(agent), isLive(page)]);
  await rig.makeStreams(agent);
  const sides = [side(agent, 'agent'), side(page, 'page')];
  const [ofAgent, ofPage] = [
    takeNotes(page, 'slate.build.log.agent', 'all'),
    takeNotes(agent, 'slate.build.log.page', 'all'),
  ];
  await until(() => [ofAgent, ofPage].every(({ phases }) => phases.includes('live')));
  return { agent, page, sides, notes: [ofAgent, ofPage] };
}

/** One writer; what it has told about each event is kept. */
function side(client: RigClient, projectId: string) {
  const puts: Promise<unknown>[] = [];
  const states: string[] = [];
  client.onState(() => states.push(client.getState().status));
  return {
    client,
    puts,
    states,
    write(count: number) {
      for (const _ of range(count)) {
        const data = { message: 'm', n: puts.length };
        puts.push(client.publish('build.log', { projectId, data }, { durable: true }));
      }
    },
  };
}

type Pair = Awaited<ReturnType<typeof startPair>>;

/** All that was acknowledged is stored and was read, once and in order; nothing is left over. */
async function expectWhole(rig: Rig, { sides, notes }: Pair): Promise<void> {
  const outcomes = await Promise.all(sides.flatMap(({ puts }) => puts));
  for (const outcome of outcomes) expect(outcome).toMatchObject({ outcome: 'stored' });
  for (const [index, { client, puts, states }] of sides.entries()) {
    const read = notes[index];
    await until(() => (read?.deliveries.length ?? 0) >= puts.length, 'all is read');
    expect(read?.numbers()).toEqual(range(puts.length));
    expect(read?.gaps).toEqual([]);
    expect(client.getOutbox()).toMatchObject({ queued: 0, oldestAt: null, degraded: false });
    await isLive(client);
    expect(states).toContain('reconnecting');
    expect(states).not.toContain('signed-out');
  }
  expect(await rig.stored('SLATE_LOGS')).toBe(outcomes.length);
}

describe.concurrent('page and agent together', () => {
  it('lose nothing of 4,000 events when the server is killed with all of them under way', () =>
    withRig({}, async (rig) => {
      const pair = await startPair(rig, { ws: rig.server.wsUrl, tcp: rig.server.tcpUrl });
      for (const one of pair.sides) one.write(2_000);
      await until(() => pair.notes.every(({ deliveries }) => deliveries.length > 0));
      await rig.server.kill();
      await until(() =>
        pair.sides.every(({ client }) => client.getState().status === 'reconnecting'),
      );
      // More while it is away.
      const { queued } = pair.page.getOutbox();
      for (const one of pair.sides) one.write(100);
      expect(pair.page.getOutbox().queued).toBe(queued + 100);
      await rig.server.restart();
      await expectWhole(rig, pair);
    }));

  it('lose nothing when their links are reset every 2 s', () =>
    withRig({}, async (rig) => {
      const proxies: Proxy[] = [];
      for (const port of [rig.server.wsPort, rig.server.tcpPort]) {
        const proxy = await startProxy(port);
        rig.onEnd(() => proxy.close());
        proxies.push(proxy);
      }
      const [ws, tcp] = proxies.map(({ port }) => `127.0.0.1:${port}`);
      const pair = await startPair(rig, { ws: `ws://${ws}`, tcp: `nats://${tcp}` });
      for (const round of range(6)) {
        // As traffic flows: what a reset cuts off is under way.
        const end = Date.now() + 2_000;
        while (Date.now() < end) {
          for (const one of pair.sides) one.write(10);
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
        for (const proxy of proxies) proxy.reset();
        await until(
          () => pair.sides.every(({ client }) => client.getMetrics().reconnects > round),
          'both are back',
        );
      }
      await expectWhole(rig, pair);
    }));
});
