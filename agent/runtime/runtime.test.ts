import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createRuntimes } from './runtime.ts';
import {
  createProject,
  createWorkbench,
  isAlive,
  PATIENCE_MS,
  until,
} from '../testing/workbench.ts';

async function setUp() {
  const bench = await createWorkbench();
  return { ...bench, runtimes: createRuntimes(bench.tools) };
}

const running = (command: string) => createProject({ run: { command } });
const ENDLESS = 'echo up; exec sleep 300';

describe('a runtime', { timeout: PATIENCE_MS * 2 }, () => {
  test('tells that it started, what it says, how it is, and that it was stopped', async () => {
    const { runtimes, client, tools } = await setUp();
    const project = running(ENDLESS);
    const session = await runtimes.start(project, 'Ada');
    const { sessionId, projectId } = session.order;
    expect(sessionId).toMatch(new RegExp(`^${projectId.slice(0, 40)}-[a-z0-9]{8}$`));
    await until(() => expect(client.dataOf('runtime.log')).toHaveLength(1));

    const { pid } = session.status();
    expect(client.dataOf('runtime.started')).toEqual([
      {
        projectId,
        command: ENDLESS,
        pid,
        agent: tools.agent,
        heartbeatMs: expect.any(Number),
        startedBy: 'Ada',
      },
    ]);
    expect(client.dataOf('runtime.log')[0]).toMatchObject({ message: 'up' });
    await until(() =>
      expect(client.dataOf('runtime.status').at(-1)).toMatchObject({
        projectId,
        state: 'running',
        pid,
        memoryBytes: expect.any(Number),
      }),
    );
    expect(client.published.find(({ name }) => name === 'runtime.status')?.durable).toBe(false);
    await until(() => expect(session.status().memoryBytes).toBeGreaterThan(0));

    session.stop({ by: 'Bob' });
    session.stop({ by: 'Eve' });
    await session.done;
    expect(isAlive(pid ?? 0)).toBe(false);
    expect(client.dataOf('runtime.error')).toEqual([]);
    expect(client.dataOf('runtime.stopped')).toMatchObject([
      { exitCode: null, signal: 'SIGTERM', stoppedBy: 'Bob' },
    ]);
    expect(runtimes.list(projectId)).toMatchObject([{ sessionId, state: 'stopped' }]);
    expect(client.dataOf('runtime.status').at(-1)?.state).toBe('stopped');
  });

  test('that dies tells why, and another may follow', async () => {
    const { runtimes, client } = await setUp();
    const project = running('exit 3');
    const session = await runtimes.start(project, undefined);
    await session.done;
    expect(client.dataOf('runtime.error')).toEqual([
      { projectId: project.projectId, message: 'It ended with exit code 3.' },
    ]);
    expect(client.dataOf('runtime.stopped')).toMatchObject([{ exitCode: 3, signal: null }]);
    expect(session.status()).toMatchObject({ state: 'failed', exitCode: 3 });
    const next = await runtimes.start(project, undefined);
    await next.done;
    expect(runtimes.list(project.projectId).map(({ sessionId }) => sessionId)).toEqual([
      next.order.sessionId,
      session.order.sessionId,
    ]);
  });

  test('that ends by itself with 0 is no error', async () => {
    const { runtimes, client } = await setUp();
    await (await runtimes.start(running('true'), undefined)).done;
    expect(client.dataOf('runtime.error')).toEqual([]);
    expect(client.dataOf('runtime.stopped')).toMatchObject([{ exitCode: 0 }]);
  });

  test('shows a line that it has not ended, live, and stores it when it ends', async () => {
    const { runtimes, client } = await setUp();
    const session = await runtimes.start(running('printf "Name? "; exec sleep 300'), 'Ada');
    await until(() =>
      expect(client.dataOf('runtime.partial')).toContainEqual({ message: 'Name? ' }),
    );
    expect(client.dataOf('runtime.log')).toEqual([]);
    session.stop();
    await session.done;
    expect(client.dataOf('runtime.log')).toMatchObject([{ message: 'Name? ' }]);
    const told = client.published.filter(({ name }) => /partial|log/.test(name));
    expect(told.map(({ name, durable }) => [name, durable]).slice(-2)).toEqual([
      ['runtime.partial', false],
      ['runtime.log', true],
    ]);
    expect(client.dataOf('runtime.partial').at(-1)).toEqual({ message: '' });
  });

  test('that can not start is refused, and told to all', async () => {
    const { runtimes, client } = await setUp();
    const project = createProject({ run: { command: 'no-such-program', args: [] } });
    await expect(runtimes.start(project, undefined)).rejects.toMatchObject({ code: 'failed' });
    await until(() => expect(client.dataOf('runtime.stopped')).toMatchObject([{ exitCode: null }]));
    expect(client.dataOf('runtime.started')).toEqual([]);
    expect(client.dataOf('runtime.error')[0]?.message).toMatch(/was not found/);
  });

  test('is the only one of its project', async () => {
    const { runtimes } = await setUp();
    const project = running(ENDLESS);
    const first = runtimes.start(project, undefined);
    await expect(runtimes.start(project, undefined)).rejects.toMatchObject({ code: 'conflict' });
    await first;
    await expect(runtimes.start(project, undefined)).rejects.toMatchObject({ code: 'conflict' });
    await runtimes.close(100);
  });

  test('needs a run command', async () => {
    const { runtimes } = await setUp();
    await expect(runtimes.start(createProject({}), undefined)).rejects.toThrow('nothing to run');
    await expect(runtimes.start(createProject('{'), undefined)).rejects.toThrow('not valid JSON');
    expect(() => runtimes.get('nobody')).toThrow('no such session');
  });

  test('is restarted: the old one ends first, and the new one says which it follows', async () => {
    const { runtimes, client } = await setUp();
    const project = running(ENDLESS);
    const old = await runtimes.start(project, 'Ada');
    const oldPid = old.status().pid ?? 0;
    const { sessionId } = old.order;
    const asked = runtimes.restart(sessionId, 'Grace');
    await expect(runtimes.start(project, undefined)).rejects.toMatchObject({ code: 'conflict' });
    const next = await asked;
    expect(isAlive(oldPid)).toBe(false);
    expect(next.order.sessionId).not.toBe(sessionId);
    expect(old.status().state).toBe('stopped');
    expect(next.status().state).toBe('running');
    expect(client.dataOf('runtime.started')[1]).toMatchObject({
      startedBy: 'Grace',
      restartOf: sessionId,
    });
    expect(client.dataOf('runtime.error')).toEqual([]);
    const told = client.published.filter(({ durable }) => durable).map(({ name }) => name);
    expect(told.indexOf('runtime.stopped')).toBeLessThan(told.lastIndexOf('runtime.started'));
    await runtimes.close(100);
  });

  test('that has ended is restarted as well, but not beside another', async () => {
    const { runtimes } = await setUp();
    const project = running(ENDLESS);
    const first = await runtimes.start(project, undefined);
    first.stop();
    await first.done;
    const second = await runtimes.restart(first.order.sessionId, undefined);
    await expect(runtimes.restart(first.order.sessionId, undefined)).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(second.isRunning).toBe(true);
    await expect(runtimes.restart('nobody', undefined)).rejects.toMatchObject({
      code: 'not-found',
    });
    await runtimes.close(100);
  });

  test('goes on when what should follow it can not start', async () => {
    const { runtimes } = await setUp();
    const project = running(ENDLESS);
    const session = await runtimes.start(project, undefined);
    writeFileSync(join(project.dir, 'slate.json'), '{');
    await expect(runtimes.restart(session.order.sessionId, undefined)).rejects.toMatchObject({
      code: 'invalid',
    });
    expect(session.isRunning).toBe(true);
    expect(isAlive(session.status().pid ?? 0)).toBe(true);
    await runtimes.close(100);
  });

  test('remembers its figures, each at the time of its event, also when it has ended', async () => {
    const { runtimes, client } = await setUp();
    const session = await runtimes.start(running(ENDLESS), undefined);
    await until(() => expect(session.statusAndHistory().samples?.length).toBeGreaterThanOrEqual(2));
    session.stop();
    await session.done;
    const { samples = [] } = session.statusAndHistory();
    const told = client.published.flatMap((event) =>
      event.name === 'runtime.status' && event.fields.data?.state === 'running'
        ? [{ at: event.fields.timestamp, memoryBytes: event.fields.data.memoryBytes }]
        : [],
    );
    expect(samples.map(({ at, memoryBytes }) => ({ at, memoryBytes }))).toEqual(told);
    expect(client.dataOf('runtime.status')[0]?.heartbeatMs).toBeGreaterThan(0);
  });

  test('says nothing before it is known to have started', async () => {
    const bench = await createWorkbench();
    const gate = Promise.withResolvers<void>();
    const { publisher } = bench.tools;
    const store: typeof publisher.store = async (name, fields) => {
      if (name === 'runtime.started') await gate.promise;
      await publisher.store(name, fields);
    };
    const runtimes = createRuntimes({ ...bench.tools, publisher: { ...publisher, store } });
    const started = ['seq 1 100', 'true'].map((command) =>
      runtimes.start(running(command), undefined),
    );
    const [prints, silent] = await Promise.all(started);
    for (const session of [prints, silent]) {
      await until(() => expect(isAlive(session?.status().pid ?? 0)).toBe(false));
    }
    gate.resolve();
    await Promise.all([prints?.done, silent?.done]);
    for (const session of [prints, silent]) {
      const names = bench.client.published.flatMap(({ name, durable, fields }) =>
        durable && 'sessionId' in fields && fields.sessionId === session?.order.sessionId
          ? [name]
          : [],
      );
      expect([names[0], names.at(-1)]).toEqual(['runtime.started', 'runtime.stopped']);
    }
    const lines = bench.client.dataOf('runtime.log').flatMap(({ message }) => message.split('\n'));
    expect(lines).toEqual(Array.from({ length: 100 }, (_, n) => String(n + 1)));
  });
});
