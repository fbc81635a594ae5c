import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { MessagingError } from '../../../src/lib/messaging/index.ts';
import { createRecordBench } from '../../testing/recordBench.ts';
import { LIVE } from '../../testing/fakeClient.ts';
import { createProject, createWorkbench } from '../../testing/workbench.ts';

const ada = { userId: 'u1', name: 'Ada' };
const grace = { userId: 'u2', name: 'Grace' };
const web = { name: 'My web', template: 'web-server' };

async function setUp(options: Parameters<typeof createRecordBench>[1] = {}) {
  const bench = await createWorkbench();
  return { ...bench, ...createRecordBench(bench, options) };
}

type Bench = Awaited<ReturnType<typeof setUp>>;
const revisionOf = async ({ store }: Bench, projectId: string) =>
  (await store.read(projectId)).revision;
/** What is below `<dataDir>/projects`. */
const onDisk = ({ dataDir }: Bench) => readdirSync(join(dataDir, 'projects')).toSorted();

describe('creating a project', () => {
  test('makes its files, keeps its record, hosts it and tells it, in this order', async () => {
    const bench = await setUp();
    const project = await bench.changes.create('my-web', web, ada);
    expect(project).toMatchObject({ projectId: 'my-web', origin: 'template' });
    expect(project.dir).toBe(join(bench.dataDir, 'projects', 'my-web'));
    const { build, run, problem, name } = await project.readConfig();
    expect({ problem, name }).toEqual({ problem: null, name: 'My web' });
    expect(build?.map((step) => step.name)).toEqual(['Check', 'Test', 'Bundle']);
    expect(run).not.toBeNull();
    expect(bench.hosting.list()).toEqual([project]);
    expect(await bench.store.read('my-web')).toMatchObject({
      kind: 'record',
      record: { name: 'My web', named: true, ownerId: 'u1', createdBy: 'Ada' },
    });
    expect(bench.client.published).toMatchObject([
      {
        name: 'project.created',
        durable: true,
        fields: { projectId: 'my-web', userId: 'u1', data: { name: 'My web', createdBy: 'Ada' } },
      },
    ]);
  });

  test.each(['..', '.deleted', 'a/b', 'a b', '', 'x'.repeat(65)])(
    'never with an id like %j',
    async (projectId) => {
      const bench = await setUp();
      await expect(bench.changes.create(projectId, web, ada)).rejects.toMatchObject({
        code: 'invalid',
      });
      expect(onDisk(bench)).toEqual([]);
    },
  );

  test.each(['../templates/worker', 'web-server/', '', '__proto__', '/etc'])(
    'never from a template like %j',
    async (template) => {
      const bench = await setUp();
      const asked = bench.changes.create('web', { name: 'Web', template }, ada);
      await expect(asked).rejects.toMatchObject({ code: 'invalid' });
      expect(onDisk(bench)).toEqual([]);
    },
  );

  test('never with an empty or endless name, or under an id that is in use', async () => {
    const hosted = createProject({});
    const bench = await setUp({ hosted: [hosted] });
    for (const name of ['', ' \n', 'x'.repeat(101)]) {
      await expect(bench.changes.create('p', { ...web, name }, ada)).rejects.toMatchObject({
        code: 'invalid',
      });
    }
    await expect(bench.changes.create(hosted.projectId, web, ada)).rejects.toMatchObject({
      code: 'conflict',
    });
    await bench.store.write(
      { ...(await recordOf(bench)), projectId: 'elsewhere' },
      (await bench.store.read('elsewhere')).revision,
    );
    await expect(bench.changes.create('elsewhere', web, ada)).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(onDisk(bench)).toEqual(['made']);
  });

  test('leaves nothing behind when another agent is quicker', async () => {
    const bench = await setUp();
    const record = await recordOf(bench);
    bench.kv.beforeWrite = async () => {
      await bench.kv.put('web', { ...record, projectId: 'web' }, 0, 'theirs');
    };
    await expect(bench.changes.create('web', web, ada)).rejects.toMatchObject({ code: 'conflict' });
    expect(bench.hosting.get('web')).toBeUndefined();
    expect(onDisk(bench)).toEqual(['made']);
    expect(bench.client.dataOf('project.created')).toHaveLength(1);
  });

  test('leaves nothing behind when the record is refused', async () => {
    const bench = await setUp();
    bench.kv.failures.push({ error: new MessagingError('jetstream', 'full'), stored: false });
    await expect(bench.changes.create('web', web, ada)).rejects.toMatchObject({
      code: 'failed',
      message: expect.stringContaining('full'),
    });
    expect(onDisk(bench)).toEqual([]);
  });

  test('goes on when nobody can be told', async () => {
    const bench = await setUp();
    bench.client.publish = async () => {
      throw new MessagingError('storage', 'The disk is full.');
    };
    await bench.changes.create('web', web, ada);
    await bench.changes.rename(
      'web',
      { name: 'Other', revision: await revisionOf(bench, 'web') },
      ada,
    );
    await bench.changes.remove('web', { revision: await revisionOf(bench, 'web') }, ada);
    expect(bench.hosting.list()).toEqual([]);
    expect(bench.said.join()).toContain('project.created could not be published');
  });

  test('is one write when its answer is lost', async () => {
    const bench = await setUp();
    bench.kv.failures.push({ error: new MessagingError('timeout', 'late'), stored: true });
    await bench.changes.create('web', web, ada);
    expect(bench.client.dataOf('project.created')).toHaveLength(1);
  });
});

/** The record of a project that is made on the way. */
async function recordOf(bench: Bench) {
  await bench.changes.create('made', web, ada);
  const found = await bench.store.read('made');
  if (found.kind !== 'record') throw new Error(found.kind);
  return found.record;
}

describe('configuring a project', () => {
  test('keeps who switched builds on change on, and says what was switched', async () => {
    const bench = await setUp();
    await bench.changes.create('web', web, ada);
    const revision = await revisionOf(bench, 'web');
    await bench.changes.configure('web', { buildOnChange: true, revision }, grace);
    const { revision: later, ...on } = await bench.store.read('web');
    expect(on).toMatchObject({
      record: { name: 'My web', updatedBy: 'Grace', buildOnChange: { by: 'Grace' } },
    });
    expect(bench.client.published.at(-1)?.fields.data).toMatchObject({
      name: 'My web',
      buildOnChange: true,
      updatedBy: 'Grace',
    });
    // What is so already is no conflict, and no change either.
    await bench.changes.configure('web', { buildOnChange: true, revision }, ada);
    expect(await bench.store.read('web')).toEqual({ ...on, revision: later });
    await bench.changes.rename('web', { name: 'Our web', revision: later }, ada);
    expect(bench.client.published.at(-1)?.fields.data).not.toHaveProperty('buildOnChange');
    await expect(
      bench.changes.configure('web', { buildOnChange: false, revision: later }, ada),
    ).rejects.toMatchObject({ code: 'changed', details: { theirs: { updatedBy: 'Ada' } } });
    const now = await revisionOf(bench, 'web');
    await bench.changes.configure('web', { buildOnChange: false, revision: now }, ada);
    expect(await bench.store.read('web')).toMatchObject({ record: { name: 'Our web' } });
    expect(await bench.store.read('web')).not.toHaveProperty('record.buildOnChange');
  });
});

describe('renaming a project', () => {
  test('keeps the name, and tells what it was', async () => {
    const bench = await setUp();
    await bench.changes.create('web', web, ada);
    const revision = await revisionOf(bench, 'web');
    await bench.changes.rename('web', { name: '  Our\nweb ', revision }, grace);
    expect(await bench.store.read('web')).toMatchObject({
      record: { name: 'Our web', updatedBy: 'Grace', createdBy: 'Ada', ownerId: 'u1' },
    });
    expect(bench.client.published.at(-1)).toMatchObject({
      name: 'project.updated',
      fields: {
        projectId: 'web',
        userId: 'u1',
        data: { name: 'Our web', previousName: 'My web', updatedBy: 'Grace' },
      },
    });
  });

  test('of two at one time lets one win, and gives the other both versions', async () => {
    const bench = await setUp();
    await bench.changes.create('web', web, ada);
    const revision = await revisionOf(bench, 'web');
    const outcomes = await Promise.allSettled([
      bench.changes.rename('web', { name: 'One', revision }, ada),
      bench.changes.rename('web', { name: 'Two', revision }, grace),
    ]);
    expect(outcomes).toMatchObject([
      { status: 'fulfilled' },
      {
        status: 'rejected',
        reason: {
          code: 'changed',
          details: {
            theirs: { name: 'One', updatedBy: 'Ada', revision: await revisionOf(bench, 'web') },
            yours: { name: 'Two', revision },
          },
        },
      },
    ]);
    expect(bench.client.dataOf('project.updated')).toHaveLength(1);
  });

  test('to what somebody else has called it meanwhile is fine', async () => {
    const bench = await setUp();
    await bench.changes.create('web', web, ada);
    const revision = await revisionOf(bench, 'web');
    await bench.changes.rename('web', { name: 'One', revision }, ada);
    await bench.changes.rename('web', { name: 'One', revision }, grace);
    expect(bench.client.dataOf('project.updated')).toHaveLength(1);
  });

  test('is refused in words without JetStream and without a connection', async () => {
    const bench = await setUp();
    await bench.changes.create('web', web, ada);
    const rename = () => bench.changes.rename('web', { name: 'One', revision: 1 }, ada);
    bench.client.setState({ ...LIVE, jetstream: 'off' });
    await expect(rename()).rejects.toMatchObject({
      code: 'failed',
      message: expect.stringContaining('without JetStream'),
    });
    bench.client.setState({
      status: 'connecting',
      since: 1,
      silentSince: null,
      attempt: 1,
      nextRetryAt: null,
      lastError: null,
    });
    await expect(rename()).rejects.toMatchObject({ code: 'failed' });
  });

  test('leaves a record of an unknown shape as it is', async () => {
    const bench = await setUp();
    await bench.kv.put('web', { name: 7 }, 0, 'w');
    await expect(
      bench.changes.rename('web', { name: 'One', revision: 1 }, ada),
    ).rejects.toMatchObject({ code: 'failed' });
    expect(await bench.store.read('web')).toEqual({ kind: 'unknown', revision: 1 });
  });
});

describe('deleting a project', () => {
  test('moves its workspace away, and the id is free again', async () => {
    const bench = await setUp();
    const { dir } = await bench.changes.create('web', web, ada);
    writeFileSync(join(dir, 'mine.txt'), 'work of a day');
    await bench.changes.remove('web', { revision: await revisionOf(bench, 'web') }, grace);
    expect(bench.hosting.list()).toEqual([]);
    expect(onDisk(bench)).toEqual(['.deleted']);
    const away = join(bench.dataDir, 'projects', '.deleted');
    const [name = ''] = readdirSync(away);
    expect(name).toMatch(/^web-\d{8}T\d{6}Z$/);
    expect(readFileSync(join(away, name, 'mine.txt'), 'utf8')).toBe('work of a day');
    expect(bench.client.published.at(-1)).toMatchObject({
      name: 'project.deleted',
      fields: { projectId: 'web', userId: 'u1', data: { name: 'My web', deletedBy: 'Grace' } },
    });

    await bench.changes.create('web', web, ada);
    await bench.changes.remove('web', { revision: await revisionOf(bench, 'web') }, grace);
    expect(readdirSync(away)).toHaveLength(2);
  });

  test('never touches a directory that somebody gave', async () => {
    const hosted = createProject({ name: 'Given' });
    const bench = await setUp({ hosted: [hosted] });
    const { projectId, dir } = hosted;
    await bench.recordSync.all();
    await bench.changes.remove(projectId, { revision: await revisionOf(bench, projectId) }, ada);
    expect(bench.hosting.list()).toEqual([]);
    expect(existsSync(join(dir, 'slate.json'))).toBe(true);
  });

  test('is refused while something runs, with what to do', async () => {
    let busy: string | null = 'Its process is running: stop it first.';
    const bench = await setUp({ busyWith: async () => busy });
    await bench.changes.create('web', web, ada);
    const revision = await revisionOf(bench, 'web');
    await expect(bench.changes.remove('web', { revision }, ada)).rejects.toMatchObject({
      code: 'conflict',
      message: busy,
    });
    await expect(
      bench.hosting.use('web', () => bench.changes.remove('web', { revision }, ada)),
    ).rejects.toMatchObject({ code: 'conflict' });
    busy = null;
    const removing = bench.changes.remove('web', { revision }, ada);
    await expect(bench.hosting.use('web', async () => 'started')).rejects.toMatchObject({
      code: 'conflict',
    });
    await removing;
  });

  test('of what was renamed meanwhile asks again', async () => {
    const bench = await setUp();
    await bench.changes.create('web', web, ada);
    const revision = await revisionOf(bench, 'web');
    await bench.changes.rename('web', { name: 'One', revision }, grace);
    await expect(bench.changes.remove('web', { revision }, ada)).rejects.toMatchObject({
      code: 'changed',
      details: { theirs: { name: 'One', updatedBy: 'Grace' }, yours: { revision } },
    });
    expect(bench.hosting.get('web')).toBeDefined();
    expect(onDisk(bench)).toEqual(['web']);
  });
});

describe('what is on the disk and what the records say', () => {
  test('a directory gets a record once, and a name that somebody chose stays', async () => {
    const hosted = createProject({ name: 'From its files' });
    const { projectId, dir } = hosted;
    const bench = await setUp({ hosted: [hosted] });
    await bench.recordSync.all();
    expect(await bench.store.read(projectId)).toMatchObject({
      record: { name: 'From its files', named: false, ownerId: 'agent' },
    });
    writeFileSync(join(dir, 'slate.json'), JSON.stringify({ name: 'Changed in its files' }));
    await bench.recordSync.all();
    await bench.recordSync.all();
    expect(bench.client.dataOf('project.updated')).toMatchObject([
      { name: 'Changed in its files' },
    ]);

    const revision = await revisionOf(bench, projectId);
    await bench.changes.rename(projectId, { name: 'Chosen', revision }, ada);
    const restarted = await createWorkbench(bench.dataDir);
    const second = createRecordBench(restarted, { hosted: [hosted], kv: bench.kv });
    await second.recordSync.all();
    expect(await second.store.read(projectId)).toMatchObject({ record: { name: 'Chosen' } });
    expect(restarted.client.published).toEqual([]);
  });

  test('names that somebody chose outlive a server that loses its disk', async () => {
    const bench = await setUp();
    await bench.changes.create('web', web, ada);
    await bench.changes.rename(
      'web',
      { name: 'Chosen', revision: await revisionOf(bench, 'web') },
      ada,
    );
    await bench.store.read('web');
    bench.kv.wipe();
    await bench.recordSync.all();
    expect(await bench.store.read('web')).toMatchObject({
      record: { name: 'Chosen', named: true, ownerId: 'u1' },
    });
  });

  test('a deleted directory is hosted again by the next start, not by the next connection', async () => {
    const hosted = createProject({ name: 'Given' });
    const { projectId } = hosted;
    const bench = await setUp({ hosted: [hosted] });
    await bench.recordSync.all();
    // By another agent that hosts it too.
    await bench.kv.remove(projectId, await revisionOf(bench, projectId), 'theirs');
    await bench.recordSync.one(projectId);
    expect(bench.hosting.list()).toEqual([]);
    const second = createRecordBench(await createWorkbench(bench.dataDir), {
      hosted: [hosted],
      kv: bench.kv,
    });
    await second.recordSync.all();
    expect(await second.store.read(projectId)).toMatchObject({ kind: 'record' });
  });

  test('workspaces are found again; one whose deletion was cut short is moved away', async () => {
    const bench = await setUp();
    await bench.changes.create('kept', web, ada);
    await bench.changes.create('gone', web, ada);
    await bench.kv.remove('gone', await revisionOf(bench, 'gone'), 'cut short');
    mkdirSync(join(bench.dataDir, 'projects', '.new-abc'));
    const second = createRecordBench(await createWorkbench(bench.dataDir), { kv: bench.kv });
    expect(second.workspaces.found.map(({ projectId }) => projectId).toSorted()).toEqual([
      'gone',
      'kept',
    ]);
    const [gone] = second.workspaces.found.filter(({ projectId }) => projectId === 'gone');
    second.hosting.add({ ...(gone ?? { projectId: '', dir: '' }), origin: 'template', readConfig });
    await second.recordSync.all();
    expect(onDisk(bench)).toEqual(['.deleted', 'kept']);
    expect(second.hosting.list()).toEqual([]);
  });
});

const readConfig = () => Promise.reject(new Error('not needed'));
