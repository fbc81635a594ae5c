import { expect, test } from 'vitest';
import { createPresence } from '../../broker/presence.ts';
import { createFakeClient, LIVE } from '../../testing/fakeClient.ts';
import { createFakeKeyValue } from '../../testing/fakeKeyValue.ts';
import { createLeases } from './leases.ts';

const TTL_MS = 30_000;

/** Agents with clocks of their own on one bucket. */
function setUp() {
  const kv = createFakeKeyValue();
  let serverNow = 1_000_000;
  kv.now = () => serverNow;
  const client = createFakeClient();
  return {
    kv,
    client,
    pass: (ms: number) => void (serverNow += ms),
    agent(id: string, agentKey = id) {
      const agent = { id, name: `the ${id}` };
      const now = () => serverNow - 77;
      const presence = createPresence({ kv, agentKey, agent, ttlMs: TTL_MS, now });
      const leases = createLeases(client, kv, presence);
      const lost: string[] = [];
      leases.onLost((projectId, by) => lost.push(`${projectId} to ${by}`));
      return { presence, leases, lost };
    },
  };
}

test('one agent has a lease until it gives it back', async () => {
  const { agent } = setUp();
  const [a, b] = [agent('a'), agent('b')];
  const giveBack = await a.leases.take('web', 'run');
  await expect(b.leases.take('web', 'run')).rejects.toMatchObject({
    code: 'conflict',
    message: 'It is already running on the a.',
  });
  await expect(b.leases.take('web', 'delete')).rejects.toThrow('stop it first');
  await b.leases.take('other', 'run');
  // Shared within one agent: a restart keeps it.
  const giveBackToo = await a.leases.take('web', 'run');
  await giveBack();
  await expect(b.leases.take('web', 'run')).rejects.toThrow('already running');
  await giveBackToo();
  await b.leases.take('web', 'delete');
  await expect(a.leases.take('web', 'run')).rejects.toThrow('being deleted');
});

test('of many that want a lease in the same moment one gets it', async () => {
  const { agent } = setUp();
  const outcomes = await Promise.allSettled(
    ['a', 'b', 'c', 'd'].map((id) => agent(id).leases.take('web', 'run')),
  );
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

test('an agent that is silent loses its leases, and hears of it when it is back', async () => {
  const { agent, pass } = setUp();
  const [a, b] = [agent('a'), agent('b')];
  await a.leases.take('web', 'run');
  pass(TTL_MS - 1);
  await expect(b.leases.take('web', 'run')).rejects.toThrow('already running');
  await a.presence.renew();
  pass(TTL_MS - 1);
  await expect(b.leases.take('web', 'run')).rejects.toThrow('already running');
  pass(1);
  await b.leases.take('web', 'run');
  await a.presence.renew();
  await a.leases.verify();
  expect(a.lost).toEqual(['web to the b']);
  await a.leases.verify();
  expect(a.lost).toHaveLength(1);
  await expect(a.leases.take('web', 'run')).rejects.toThrow('already running on the b');
});

test('leases of an agent that has left, or was started again, are free at once', async () => {
  const { agent } = setUp();
  const [a, b] = [agent('a'), agent('b')];
  await a.leases.take('web', 'run');
  await a.presence.leave();
  await b.leases.take('web', 'run');
  const again = agent('b2', 'b');
  await again.presence.renew();
  await again.leases.take('web', 'run');
});

test('a lease that could not be given back is when the server is there again', async () => {
  const { agent, kv } = setUp();
  const [a, b] = [agent('a'), agent('b')];
  const giveBack = await a.leases.take('web', 'run');
  kv.failures.push({ error: new Error('offline'), stored: false });
  await giveBack();
  await expect(b.leases.take('web', 'run')).rejects.toThrow('already running');
  await a.leases.verify();
  await b.leases.take('web', 'run');
});

test('leases outlive a server that loses its disk', async () => {
  const { agent, kv } = setUp();
  const [a, b] = [agent('a'), agent('b')];
  await a.leases.take('web', 'run');
  kv.wipe();
  await a.presence.renew();
  await a.leases.verify();
  await expect(b.leases.take('web', 'run')).rejects.toThrow('already running');
});

test('without JetStream an agent is by itself', async () => {
  const { agent, client } = setUp();
  client.setState({ ...LIVE, jetstream: 'off' });
  await agent('a').leases.take('web', 'run');
  await agent('b').leases.take('web', 'run');
});
