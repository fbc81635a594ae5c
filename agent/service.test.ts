import { describe, expect, test, vi } from 'vitest';
import { createBuilds } from './build/builds.ts';
import type { HostedProject } from './projects/projects.ts';
import { createHosts } from './projects/records/hosts.ts';
import { createRuntimes } from './runtime/runtime.ts';
import { serve } from './service.ts';
import { createRecordBench } from './testing/recordBench.ts';
import { createFakeClient } from './testing/fakeClient.ts';
import { createProject, createWorkbench, PATIENCE_MS, until } from './testing/workbench.ts';

async function setUp(...projects: HostedProject[]) {
  const bench = await createWorkbench();
  const responder = createFakeClient();
  const builds = createBuilds({ ...bench.tools, shared: null });
  const runtimes = createRuntimes(bench.tools);
  const records = createRecordBench(bench, { hosted: projects });
  const { client } = bench;
  const say = (line: string) => void bench.said.push(line);
  const hosts = createHosts({ ...records, client, builds, runtimes, say });
  const stop = serve({
    ...records,
    hosts,
    responder,
    builds,
    buildRecords: bench.tools.records,
    runtimes,
  });
  return { ...bench, responder, builds, runtimes, stop };
}

const web = () =>
  createProject({
    name: 'Web',
    build: { steps: [{ name: 'all', command: 'echo built', args: undefined }] },
    run: { command: 'sleep', args: ['300'] },
  });

describe('the service', { timeout: PATIENCE_MS * 2 }, () => {
  test('describes its projects, broken ones too', async () => {
    const project = web();
    const broken = createProject('{');
    const { responder } = await setUp(project, broken);
    const { projects } = await responder.ask('project.list', {}, {});
    expect(projects).toMatchObject([
      {
        projectId: project.projectId,
        name: 'Web',
        buildSteps: [{ name: 'all', command: 'echo built' }],
        runCommand: 'sleep 300',
        currentBuildId: null,
        sessions: [],
      },
      { projectId: broken.projectId, buildSteps: null, problem: expect.any(String) },
    ]);
    const { projectId } = project;
    expect(await responder.ask('project.get', { projectId }, {})).toEqual(projects[0]);
  });

  test('runs a repeated command once, and answers it alike', async () => {
    const project = web();
    const { projectId } = project;
    const { responder, client } = await setUp(project);
    const start = (idempotencyKey: string) =>
      responder.ask('build.start', { projectId }, { startedBy: 'Ada' }, { idempotencyKey });
    const answers = await Promise.all([start('k1'), start('k1')]);
    expect(answers[0]).toEqual(answers[1]);
    await until(() => expect(client.dataOf('build.completed')).toHaveLength(1));
    expect(await start('k1')).toEqual(answers[0]);
    expect(client.dataOf('build.started')).toHaveLength(1);
    expect(await start('k2')).not.toEqual(answers[0]);
    await until(() => expect(client.dataOf('build.completed')).toHaveLength(2));
  });

  test('keeps the keys of people apart', async () => {
    const project = web();
    const { projectId } = project;
    const { responder, runtimes } = await setUp(project);
    const ask = (userId: string) =>
      responder.ask('runtime.start', { projectId }, {}, { userId, idempotencyKey: 'k' });
    await ask('u1');
    await expect(ask('u2')).rejects.toMatchObject({ code: 'conflict' });
    await runtimes.close(100);
  });

  test('shows names on one line and cut, and the proven id without one', async () => {
    const project = web();
    const { projectId } = project;
    const { responder, client } = await setUp(project);
    const names = [`  A\nda\u202e ${'😀'.repeat(100)}`, '\u0000', undefined];
    for (const [index, startedBy] of names.entries()) {
      await responder.ask(
        'build.start',
        { projectId },
        startedBy === undefined ? {} : { startedBy },
      );
      await until(() => expect(client.dataOf('build.completed')).toHaveLength(index + 1));
    }
    expect(client.dataOf('build.started').map((data) => data.startedBy)).toEqual([
      `A da ${'😀'.repeat(58)}…`,
      'u1',
      'u1',
    ]);
  });

  test('answers for sessions as long as it knows them', async () => {
    const project = web();
    const { projectId } = project;
    const { responder, stop, runtimes } = await setUp(project);
    const { sessionId } = await responder.ask('runtime.start', { projectId }, { startedBy: 'Ada' });
    expect(await responder.ask('runtime.status', { sessionId }, {})).toMatchObject({
      sessionId,
      state: 'running',
    });
    expect(responder.statusSessions.get(sessionId)?.()).toMatchObject({
      sessionId,
      data: { projectId, state: 'running' },
    });
    expect(await responder.ask('runtime.stop', { sessionId }, {})).toEqual({ sessionId });
    await until(async () =>
      expect(await responder.ask('runtime.status', { sessionId }, {})).toMatchObject({
        state: 'stopped',
      }),
    );
    expect((await responder.ask('project.get', { projectId }, {})).sessions).toHaveLength(1);
    stop();
    expect(responder.answered('runtime.stop')).toEqual([]);
    expect(responder.answered('project.get')).toEqual([]);
    await runtimes.close(100);
  });

  test('restarts once however often it is asked with one key, and answers with figures', async () => {
    const project = web();
    const { projectId } = project;
    const { responder, client, runtimes } = await setUp(project);
    const { sessionId } = await responder.ask('runtime.start', { projectId }, {});
    const restart = () =>
      responder.ask(
        'runtime.restart',
        { sessionId },
        { startedBy: ' Ada\n' },
        { idempotencyKey: 'k' },
      );
    const answers = await Promise.all([restart(), restart()]);
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]).toMatchObject({ restartOf: sessionId });
    const next = answers[0]?.sessionId ?? '';
    expect(client.dataOf('runtime.started')).toHaveLength(2);
    expect(client.dataOf('runtime.started')[1]).toMatchObject({ startedBy: 'Ada' });
    // The processes are looked at beside the answer.
    await vi.waitFor(async () => {
      expect(await responder.ask('runtime.status', { sessionId: next }, {})).toMatchObject({
        state: 'running',
        heartbeatMs: expect.any(Number),
        samples: expect.arrayContaining([
          { at: expect.any(Number), cpuPercent: 0, memoryBytes: expect.any(Number) },
        ]),
      });
    });
    const { sessions } = await responder.ask('project.get', { projectId }, {});
    expect(sessions[0]).not.toHaveProperty('samples');
    await runtimes.close(100);
  });

  test('cancels only what runs', async () => {
    const project = web();
    const { responder } = await setUp(project);
    const ask = responder.ask('build.cancel', { projectId: project.projectId }, {});
    await expect(ask).rejects.toMatchObject({ code: 'not-found' });
  });

  test('gives what a build left, and goes on from where it ended', async () => {
    const project = createProject({
      artifacts: ['out.txt'],
      build: {
        steps: [{ name: 'all', command: 'printf hello > out.txt; test -e ok', resumable: true }],
      },
    });
    const { projectId } = project;
    const { responder, client, stop } = await setUp(project);
    const { buildId } = await responder.ask('build.start', { projectId }, {});
    await until(() => expect(responder.answered('artifact.read')).toEqual([buildId]));
    const read = (path: string) => responder.ask('artifact.read', { buildId }, { path, offset: 0 });
    expect(await read('out.txt')).toEqual({
      data: Buffer.from('hello').toString('base64'),
      size: 5,
    });
    await expect(read('slate.json')).rejects.toMatchObject({ code: 'not-found' });

    await until(() => expect(client.dataOf('build.failed')).toHaveLength(1));
    const again = await responder.ask('build.resume', { buildId }, { step: 'all' });
    await until(() =>
      expect(client.dataOf('build.started').at(-1)).toMatchObject({
        buildId: again.buildId,
        retryOf: buildId,
      }),
    );
    await until(() => expect(responder.answered('artifact.read')).toHaveLength(2));
    stop();
    expect(responder.answered('artifact.read')).toEqual([]);
    expect(responder.answered('build.resume')).toEqual([]);
  });
});
