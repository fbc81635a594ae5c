import { expect, test } from 'vitest';
import { createPresence } from '../../broker/presence.ts';
import { createFakeClient, LIVE } from '../../testing/fakeClient.ts';
import { createFakeKeyValue } from '../../testing/fakeKeyValue.ts';
import { createProject } from '../../testing/workbench.ts';
import { createHosting } from './hosting.ts';
import { createHosts } from './hosts.ts';

const HOUR_MS = 3_600_000;

/** Agents on one bucket. */
function setUp() {
  const kv = createFakeKeyValue();
  let serverNow = 1_000_000;
  kv.now = () => serverNow;
  const agent = (id: string) => {
    const client = createFakeClient();
    const hosting = createHosting([createProject({ name: 'Web' }, 'web')]);
    const projectId = hosting.list()[0]?.projectId ?? '';
    const presence = createPresence({
      ...{ kv, agentKey: id, agent: { id, name: id }, ttlMs: 30_000, now: () => serverNow },
    });
    const hosts = createHosts({
      ...{ client, kv, presence, hosting, say: () => {} },
      store: { read: async () => ({ kind: 'none', revision: 0 }), lastKnown: () => null },
      builds: { current: () => null, onChange: () => {} },
      runtimes: { list: () => [], onSession: () => {} },
    });
    const key = `hosts.${projectId}.${id}`;
    return { client, presence, hosts, kept: async () => (await kv.get(key)).kind };
  };
  return { agent, pass: (ms: number) => void (serverNow += ms) };
}

test('what an agent said of its projects is removed a day after it was last here', async () => {
  const { agent, pass } = setUp();
  const [gone, other] = [agent('gone'), agent('other')];
  await gone.presence.renew();
  await gone.hosts.publishAll();
  await other.hosts.publishAll();
  pass(23 * HOUR_MS);
  await other.hosts.removeVanished();
  expect(await gone.kept()).toBe('value');
  pass(2 * HOUR_MS);
  await other.hosts.removeVanished();
  expect([await gone.kept(), await other.kept()]).toEqual(['deleted', 'value']);

  // It was only cut off for long, and is back.
  gone.client.setState({ ...LIVE, since: 2 });
  await gone.presence.renew();
  await gone.hosts.publishAll();
  expect(await gone.kept()).toBe('value');
  await other.hosts.removeVanished();
  expect(await gone.kept()).toBe('value');
});

test('what an agent said that has left in order is removed at once', async () => {
  const { agent } = setUp();
  const [left, other] = [agent('left'), agent('other')];
  await left.presence.renew();
  await left.hosts.publishAll();
  await left.presence.leave();
  await other.hosts.removeVanished();
  expect(await left.kept()).toBe('deleted');
});
