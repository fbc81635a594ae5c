import { expect, test } from 'vitest';
import { announceAgent, identify } from './agentStatus.ts';
import { createHosting } from '../projects/records/hosting.ts';
import { createFakeClient, LIVE } from '../testing/fakeClient.ts';
import { createPublisher } from '../publish/publisher.ts';
import { createProject } from '../testing/workbench.ts';

function setUp() {
  const client = createFakeClient();
  const project = createProject({}, 'web');
  const hosting = createHosting([project]);
  const publisher = createPublisher(client, () => {});
  const identity = identify('build-1');
  const responder = createFakeClient();
  const status = announceAgent({ identity, client, responder, publisher, hosting });
  const said = () => client.dataOf('agent.status');
  return { client, responder, hosting, identity, project, said, ...status };
}
const soon = () => Promise.resolve();

test('an agent says what it hosts, once for all that happens at a time, and when it is asked', async () => {
  const { responder, hosting, identity, project, said } = setUp();
  await soon();
  expect(said()).toMatchObject([
    { name: 'build-1', state: 'running', projects: [project.projectId] },
  ]);
  const others = [createProject({}, 'api'), createProject({}, 'docs')];
  for (const other of others) hosting.add(other);
  hosting.remove(project.projectId);
  await soon();
  expect(said()).toHaveLength(2);
  expect(said()[1]?.projects).toEqual(others.map(({ projectId }) => projectId));
  expect(await responder.ask('agent.announce', {}, {})).toEqual({ agentId: identity.id });
  expect(said()).toHaveLength(3);
});

test('it says so again on each new connection, nothing without one, and at its end that it stops', async () => {
  const { client, responder, said, stop } = setUp();
  await soon();
  client.setState({ status: 'reconnecting', attempt: 1, retryAt: null, lastError: null } as never);
  await soon();
  expect(said()).toHaveLength(1);
  client.setState(LIVE);
  client.setState(LIVE);
  await soon();
  expect(said()).toHaveLength(2);
  stop();
  expect(said().at(-1)).toMatchObject({ state: 'stopped' });
  expect(responder.answered('agent.announce')).toEqual([]);
});

test('it says so once more when it can answer, and when what pages ask for has changed', async () => {
  const { responder, said, announce } = setUp();
  await soon();
  responder.setState({ status: 'reconnecting' } as never);
  await soon();
  const before = said().length;
  responder.setState(LIVE);
  await soon();
  expect(said()).toHaveLength(before + 1);
  announce();
  await soon();
  expect(said()).toHaveLength(before + 2);
});

test('agents of one machine are told apart by their ids, and called as they were named', () => {
  expect(identify(undefined).name).not.toBe('');
  expect(identify('a').id).not.toBe(identify('a').id);
});
