import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { CommandInput } from '../../../src/catalogs/slate/index.ts';
import { isMessagingError } from '../../../src/lib/messaging/index.ts';
import {
  type AgentRig,
  makeGatedProject,
  makeRunnableProject,
  startAgentRig,
} from '../../testing/agents.ts';
import { openUnfinishedWork } from '../../recovery/unfinished.ts';
import { ends, runnerOf, start } from '../../testing/builds.ts';
import { PATIENCE_MS, temporaryDirectory, until } from '../../testing/workbench.ts';

const template = 'worker';

const create = ({ page }: AgentRig, projectId: string, name = projectId) =>
  page.request('project.create', { projectId }, { name, template, createdBy: 'Ada' });
const get = ({ page }: AgentRig, projectId: string) =>
  page.request('project.get', { projectId }, {});
const rename = ({ page }: AgentRig, projectId: string, input: CommandInput<'project.rename'>) =>
  page.request('project.rename', { projectId }, input);
const remove = ({ page }: AgentRig, projectId: string, revision: number) =>
  page.request('project.delete', { projectId }, { revision, deletedBy: 'Ada' });

/** Waits for a hosted project's record: a directory gets its one after the agent is ready. */
const recordedRevision = (rig: AgentRig, projectId: string) =>
  until(async () => {
    const { revision } = await get(rig, projectId);
    if (revision === null || revision === undefined) throw new Error('no record yet');
    return revision;
  });

/** Every event of a project's record, in stream order. */
function eventsOf({ page }: AgentRig, projectId: string) {
  const events: { type: string; name: unknown }[] = [];
  page.follow(`slate.project.*.${projectId}`, 'all', {
    onEvents(deliveries) {
      for (const { event } of deliveries) events.push({ type: event.type, name: event.data?.name });
    },
  });
  return events;
}

describe('projects, with real agents', { timeout: PATIENCE_MS * 3 }, () => {
  test('are made, built, renamed and deleted, and each change is told', async () => {
    const rig = await startAgentRig();
    const agent = await rig.agent([]);
    const events = eventsOf(rig, 'web');
    const ofOwner: string[] = [];
    rig.page.subscribe('slate.project.*.u1', ({ type }) => ofOwner.push(type));
    const made = await create(rig, 'web', 'My web');
    expect(made).toMatchObject({ name: 'My web', origin: 'template', createdBy: 'Ada' });
    const buildId = (await rig.page.request('build.start', { projectId: 'web' }, {})).buildId;
    expect(await ends(rig, buildId)).toMatchObject({ type: 'completed' });

    const revision = made.revision ?? 0;
    const { name } = await rename(rig, 'web', { name: 'Our web', revision, updatedBy: 'Grace' });
    expect(name).toBe('Our web');
    const now = await get(rig, 'web');
    expect(now).toMatchObject({ name: 'Our web', updatedBy: 'Grace' });
    await remove(rig, 'web', now.revision ?? 0);
    await expect(get(rig, 'web')).rejects.toMatchObject({ code: 'no-responders' });
    expect((await rig.page.request('project.list', {}, {})).projects).toEqual([]);
    expect(readdirSync(join(agent.dataDir, 'projects'))).toEqual(['.deleted']);
    await until(() =>
      expect(events).toEqual([
        { type: 'created', name: 'My web' },
        { type: 'updated', name: 'Our web' },
        { type: 'deleted', name: 'Our web' },
      ]),
    );
    await until(() => expect(ofOwner.toSorted()).toEqual(['created', 'deleted', 'updated']));

    expect(await create(rig, 'web')).toMatchObject({ projectId: 'web' });
    const again = (await rig.page.request('build.start', { projectId: 'web' }, {})).buildId;
    expect(await ends(rig, again)).toMatchObject({ type: 'completed' });
  });

  test('are changed by one of many writers at one time; the others get both versions', async () => {
    const rig = await startAgentRig();
    const web = makeGatedProject('web');
    await Promise.all([rig.agent([web.dir]), rig.agent([web.dir])]);
    const revision = await recordedRevision(rig, 'web');
    const names = ['A', 'B', 'C', 'D', 'E', 'F'];
    const outcomes = await Promise.allSettled(
      names.map((name) => rename(rig, 'web', { name, revision, updatedBy: `${name}da` })),
    );
    const winners = outcomes.flatMap(({ status }, i) => (status === 'fulfilled' ? [i] : []));
    expect(winners).toHaveLength(1);
    const winner = names[winners[0] ?? 0];
    const present = await get(rig, 'web');
    expect(present).toMatchObject({ name: winner, updatedBy: `${winner}da` });
    for (const [i, outcome] of outcomes.entries()) {
      if (outcome.status === 'fulfilled') continue;
      const { reason: error } = outcome;
      if (!isMessagingError(error)) throw error;
      expect(error).toMatchObject({ code: 'rejected', reason: 'changed' });
      expect(error.details).toMatchObject({
        theirs: { name: winner, revision: present.revision, updatedBy: `${winner}da` },
        yours: { name: names[i], revision },
      });
    }
  });

  test('of one id are made once, whichever agents are asked', async () => {
    const rig = await startAgentRig();
    const agents = await Promise.all([rig.agent([]), rig.agent([])]);
    const outcomes = await Promise.allSettled(Array.from({ length: 6 }, () => create(rig, 'web')));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const made = agents.filter(({ dataDir }) => existsSync(join(dataDir, 'projects', 'web')));
    expect(made).toHaveLength(1);
  });

  test('are made once when a command is repeated', async () => {
    const rig = await startAgentRig();
    await rig.agent([]);
    const ask = () =>
      rig.page.request(
        'project.create',
        { projectId: 'web' },
        { name: 'Web', template },
        { idempotencyKey: 'pressed-once' },
      );
    const answers = await Promise.all([ask(), ask(), ask()]);
    expect(new Set(answers.map(({ revision }) => revision)).size).toBe(1);
  });

  test('survive a killed agent, with the name that somebody chose', async () => {
    const rig = await startAgentRig();
    const web = makeGatedProject('given');
    const dataDir = temporaryDirectory('slate-agent');
    const first = await rig.agent([web.dir], { dataDir });
    const made = await create(rig, 'made');
    await rename(rig, 'made', { name: 'Chosen', revision: made.revision ?? 0 });
    const revision = await recordedRevision(rig, 'given');
    await rename(rig, 'given', { name: 'Given and chosen', revision });
    await first.kill('SIGKILL');
    await rig.agent([web.dir], { dataDir });
    const names = await until(async () => {
      const { projects } = await rig.page.request('project.list', {}, {});
      return projects.map(({ name }) => name).toSorted();
    });
    expect(names).toEqual(['Chosen', 'Given and chosen']);
    const buildId = (await rig.page.request('build.start', { projectId: 'made' }, {})).buildId;
    expect(await ends(rig, buildId)).toMatchObject({ type: 'completed' });
  });

  test('are not deleted under a running build or process', async () => {
    const rig = await startAgentRig();
    const web = makeGatedProject('web');
    const agent = await rig.agent([web.dir]);
    const revision = await recordedRevision(rig, 'web');
    const buildId = await start(rig, web);
    await runnerOf(rig, web, [agent]);
    await expect(remove(rig, 'web', revision)).rejects.toMatchObject({
      reason: 'conflict',
      message: expect.stringContaining('build'),
    });
    web.release();
    await ends(rig, buildId);

    const made = await create(rig, 'made');
    const { sessionId } = await rig.page.request('runtime.start', { projectId: 'made' }, {});
    await expect(remove(rig, 'made', made.revision ?? 0)).rejects.toMatchObject({
      reason: 'conflict',
      message: expect.stringContaining('process'),
    });
    await rig.page.request('runtime.stop', { sessionId }, {});
    await until(async () => {
      const { state } = await rig.page.request('runtime.status', { sessionId }, {});
      expect(state).not.toBe('running');
    });
    await remove(rig, 'made', made.revision ?? 0);
    await remove(rig, 'web', revision);
    expect(existsSync(join(web.dir, 'slate.json'))).toBe(true);
  });

  test('are listed alike by every agent, with the agents that host them', async () => {
    const rig = await startAgentRig();
    const [web, api] = [makeGatedProject('web'), makeGatedProject('api')];
    const [first, second] = await Promise.all([
      rig.agent([web.dir], { name: 'first' }),
      rig.agent([api.dir, web.dir], { name: 'second', ackWaitMs: 1_500 }),
    ]);
    const hostsOf = async () => {
      const { projects } = await rig.page.request('project.list', {}, {});
      return projects
        .map(({ projectId, hosts = [] }) => [projectId, ...hosts.map(({ name }) => name)].join(' '))
        .toSorted();
    };
    await until(async () => expect(await hostsOf()).toEqual(['api second', 'web first second']));
    const answers = await Promise.all(Array.from({ length: 10 }, hostsOf));
    expect(new Set(answers.map(String))).toEqual(new Set(['api second,web first second']));
    const { projects } = await rig.page.request('project.list', {}, {});
    expect(await get(rig, 'web')).toEqual(projects.find(({ projectId }) => projectId === 'web'));

    await second?.kill('SIGKILL');
    await until(async () => expect(await hostsOf()).toEqual(['api', 'web first']));
    await first?.kill('SIGTERM');
  });

  test('that no agent hosts now are deleted by any other: their files stay', async () => {
    const rig = await startAgentRig();
    const web = makeGatedProject('web');
    const host = await rig.agent([web.dir], { ackWaitMs: 1_500 });
    const revision = await recordedRevision(rig, 'web');
    await rig.agent([], { ackWaitMs: 1_500 });
    await host.kill('SIGKILL');
    const list = async () => (await rig.page.request('project.list', {}, {})).projects;
    await until(async () => expect(await list()).toMatchObject([{ projectId: 'web', hosts: [] }]));
    await expect(remove(rig, 'web', revision + 1)).rejects.toMatchObject({ reason: 'changed' });
    await expect(remove(rig, 'none', 1)).rejects.toMatchObject({ reason: 'not-found' });
    const events = eventsOf(rig, 'web');
    expect(await remove(rig, 'web', revision)).toEqual({ projectId: 'web' });
    expect(await list()).toEqual([]);
    expect(existsSync(join(web.dir, 'slate.json'))).toBe(true);
    await until(() => expect(events.map(({ type }) => type)).toEqual(['created', 'deleted']));

    await rig.agent([web.dir], { dataDir: host.dataDir });
    await until(async () => expect(await list()).toMatchObject([{ projectId: 'web' }]));
    await remove(rig, 'web', await recordedRevision(rig, 'web'));
  });

  test('run on one agent at a time, and on another when that is lost', async () => {
    const rig = await startAgentRig();
    const web = makeRunnableProject('web');
    const agents = [
      await rig.agent([web.dir], { ackWaitMs: 3_000 }),
      await rig.agent([web.dir], { ackWaitMs: 3_000 }),
    ];
    const run = () => rig.page.request('runtime.start', { projectId: 'web' }, {});
    const outcomes = await Promise.allSettled([run(), run(), run(), run()]);
    const refusals = outcomes.filter((one) => one.status === 'rejected');
    expect(refusals).toHaveLength(3);
    for (const { reason } of refusals) expect(reason).toMatchObject({ reason: 'conflict' });
    const holder = await until(() => {
      const found = agents.find(
        ({ dataDir }) => openUnfinishedWork(dataDir).leftovers.sessions.length > 0,
      );
      if (!found) throw new Error('no agent has recorded the session');
      return found;
    });
    await holder.kill('SIGKILL');
    // Refused until the lease of the dead agent has expired.
    await until(run);
  });

  test('are not deleted by one agent under the process of another', async () => {
    const rig = await startAgentRig();
    const web = makeRunnableProject('web');
    const runner = await rig.agent([web.dir]);
    const revision = await recordedRevision(rig, 'web');
    const { sessionId } = await rig.page.request('runtime.start', { projectId: 'web' }, {});
    await rig.agent([web.dir]);
    // Either of the two may be asked.
    for (let attempt = 0; attempt < 5; attempt++) {
      await expect(remove(rig, 'web', revision)).rejects.toMatchObject({
        reason: 'conflict',
        message: expect.stringContaining('process is running'),
      });
    }
    await rig.page.request('runtime.stop', { sessionId }, {});
    await until(async () => {
      const { state } = await rig.page.request('runtime.status', { sessionId }, {});
      expect(state).not.toBe('running');
    });
    await remove(rig, 'web', revision);
    expect(runner.said.join()).not.toContain('command failed');
  });

  test('that one agent deletes are hosted by no other, until one starts with it', async () => {
    const rig = await startAgentRig();
    const web = makeGatedProject('web');
    const dirs = [web.dir];
    await Promise.all([rig.agent(dirs), rig.agent(dirs)]);
    const events = eventsOf(rig, 'web');
    await remove(rig, 'web', await recordedRevision(rig, 'web'));
    await until(() => expect(get(rig, 'web')).rejects.toMatchObject({ code: 'no-responders' }));
    await rig.agent(dirs);
    await recordedRevision(rig, 'web');
    await until(() =>
      expect(events.map(({ type }) => type)).toEqual(['created', 'deleted', 'created']),
    );
  });
});
