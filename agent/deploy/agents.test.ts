import { mkdirSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type AgentRig, startAgentRig } from '../testing/agents.ts';
import { PATIENCE_MS, temporaryDirectory, until } from '../testing/workbench.ts';
import { writeVersion } from './testing/versions.ts';

const projectId = 'shop';

/** A project whose build leaves what was written last, and that says how to deploy it. */
function makeProject(): string {
  const dir = join(temporaryDirectory('slate-project'), projectId);
  mkdirSync(dir);
  const slate = {
    build: { steps: [{ name: 'check', command: 'test -e dist/server.mjs' }] },
    artifacts: ['dist/**'],
    deploy: { command: process.execPath, args: ['dist/server.mjs'], health: '/health' },
  };
  writeFileSync(join(dir, 'slate.json'), JSON.stringify(slate));
  return dir;
}

const listed = ({ page }: AgentRig) => page.request('deployment.list', { projectId }, {});

/** Builds, and returns the build's id when it is kept. */
async function build(rig: AgentRig): Promise<string> {
  const { buildId } = await rig.page.request('build.start', { projectId }, {});
  await until(async () =>
    expect((await listed(rig)).builds.map(({ entityId }) => entityId)).toContain(buildId),
  );
  return buildId;
}

/** What answers at the project's name. */
const visit = async (rig: AgentRig): Promise<string> => {
  const { port } = await listed(rig);
  return new Promise((resolve, reject) => {
    const headers = { host: `${projectId}.localhost` };
    const sent = request({ port: port ?? 0, host: '127.0.0.1', headers }, (response) => {
      let text = '';
      response.on('data', (chunk) => (text += String(chunk)));
      response.on('end', () => resolve(text));
    });
    sent.on('error', reject);
    sent.end();
  });
};

test('builds are swapped by requests of the library catalog, and a killed agent goes on', {
  timeout: PATIENCE_MS * 3,
}, async () => {
  const rig = await startAgentRig();
  const dir = makeProject();
  const agent = await rig.agent([dir]);
  writeVersion(dir, 'v1');
  const first = await build(rig);
  const ask = (from: string, to: string) => ({ from_entity_id: from, to_entity_id: to });
  const said = await rig.page.request('library.swap.validate', {}, ask('', first));
  expect(said).toMatchObject({ status: 'validated', success: true, swap_id: '' });
  for (const [to, status] of [
    ['no-such-entity', 'refused'],
    ['no.token', 'refused'],
  ] as const) {
    const answer = await rig.page.request('library.swap.command', {}, ask('', to));
    expect(answer).toMatchObject({ status, success: false });
  }
  const begun = await rig.page.request('library.swap.command', {}, ask('', first));
  expect(begun).toMatchObject({ status: 'initiated', success: true });
  await until(async () => expect(await visit(rig)).toBe('v1'));
  const again = await rig.page.request('library.swap.command', {}, ask(first, first));
  expect(again).toMatchObject({ status: 'failed', message: 'This build is live already.' });

  // The second one starts, but never becomes healthy; meanwhile its agent is killed.
  writeVersion(dir, 'v2', 'never-healthy');
  const second = await build(rig);
  const swapped = await rig.page.request(
    'deployment.deploy',
    { projectId },
    { entityId: second, by: 'Ada' },
  );
  expect(swapped.started).toBe(true);
  await until(async () => expect((await listed(rig)).swap?.sessionId).not.toBeNull());
  await agent.kill('SIGKILL');
  await rig.agent([dir], { dataDir: agent.dataDir });
  await until(async () => expect(await visit(rig)).toBe('v1'));
  expect(await listed(rig)).toMatchObject({
    live: { entityId: first },
    swap: { toEntityId: second, step: { at: 'failed', reason: 'The agent was restarted.' } },
  });
  await rig.page.request('deployment.stop', { projectId }, { by: 'Ada' });
  await until(async () => expect(await visit(rig)).toContain('is not deployed'));
});
