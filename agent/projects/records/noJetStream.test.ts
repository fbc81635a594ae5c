import { onTestFinished, test, expect } from 'vitest';
import { startNatsServer } from '../../../src/lib/messaging/testing/natsServer.ts';
import { makeGatedProject, startAgentRig } from '../../testing/agents.ts';
import { ends, start } from '../../testing/builds.ts';
import { PATIENCE_MS } from '../../testing/workbench.ts';

const passwords = { agent: 'a', responder: 'r', editor: 'e' };
const users = Object.entries(passwords).map(
  ([user, password]) => `{ user: ${user}, password: ${password} }`,
);

test('without JetStream projects can’t be changed, and hosting goes on', {
  timeout: PATIENCE_MS * 2,
}, async () => {
  const server = await startNatsServer({
    jetstream: false,
    config: `authorization { users: [${users.join(', ')}] }`,
  });
  onTestFinished(() => server.dispose());
  const rig = await startAgentRig({ url: server.tcpUrl, passwords });
  const web = makeGatedProject('web');
  await rig.agent([web.dir]);
  const off = {
    code: 'rejected',
    reason: 'failed',
    message: expect.stringContaining('without JetStream'),
  };
  const { page } = rig;
  const projectId = 'web';
  await expect(
    page.request('project.create', { projectId: 'new' }, { name: 'New', template: 'worker' }),
  ).rejects.toMatchObject(off);
  await expect(
    page.request('project.rename', { projectId }, { name: 'Other', revision: 1 }),
  ).rejects.toMatchObject(off);
  await expect(
    page.request('project.delete', { projectId }, { revision: 1 }),
  ).rejects.toMatchObject(off);
  expect(await page.request('project.get', { projectId }, {})).toMatchObject({
    name: 'web',
    revision: null,
  });
  web.release();
  expect(await ends(rig, await start(rig, web))).toMatchObject({ type: 'completed' });
});
