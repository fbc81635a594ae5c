import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createBuilds } from './builds.ts';
import { openUnfinishedWork } from '../recovery/unfinished.ts';
import {
  createProject,
  createWorkbench,
  isAlive,
  PATIENCE_MS,
  until,
} from '../testing/workbench.ts';

async function setUp() {
  const bench = await createWorkbench();
  return { ...bench, builds: createBuilds({ ...bench.tools, shared: null }) };
}

const BY_ADA = { startedBy: 'Ada', userId: 'u1', idempotencyKey: undefined };
const step = (name: string, command: string) => ({ name, command });
const withSteps = (...steps: object[]) => createProject({ build: { steps } });
/** Says its pid, and goes on until it is stopped. */
const ENDLESS = 'echo $$; exec sleep 300';

describe('a build', { timeout: PATIENCE_MS * 2 }, () => {
  test('that passes tells its steps, its log and its end, in order', async () => {
    const { builds, client, tools } = await setUp();
    const project = withSteps(step('one', 'echo a; echo b >&2'), step('two', 'echo c'));
    const buildId = await builds.start(project, BY_ADA);
    await until(() => expect(client.dataOf('build.completed')).toHaveLength(1));

    expect(client.dataOf('build.queued')).toEqual([
      { buildId, number: 1, attempt: 1, startedBy: 'Ada' },
    ]);
    const names = client.published.map((event) => event.name).filter((n) => n !== 'build.queued');
    expect(names[0]).toBe('build.started');
    expect(names.at(-1)).toBe('build.completed');
    expect(client.published.every((event) => event.durable)).toBe(true);
    expect(client.dataOf('build.started')).toEqual([
      {
        buildId,
        number: 1,
        attempt: 1,
        heartbeatMs: 10_000,
        agent: tools.agent,
        startedBy: 'Ada',
        steps: [
          { name: 'one', status: 'pending' },
          { name: 'two', status: 'pending' },
        ],
      },
    ]);
    expect(client.dataOf('build.log').map(({ message }) => message)).toEqual(['a', 'b', 'c']);
    expect(client.dataOf('build.log').at(-1)).toEqual({
      buildId,
      attempt: 1,
      message: 'c',
      level: 'info',
      line: 3,
      step: 'two',
    });
    const percents = client.dataOf('build.progress').map(({ percent }) => percent);
    expect(percents).toEqual([undefined, 50, 99]);
    const [end] = client.dataOf('build.completed');
    expect(end).toMatchObject({ buildId, steps: [{ status: 'passed' }, { status: 'passed' }] });
    await until(() =>
      expect(tools.durations.expected(project.projectId, 'one')).toBeGreaterThan(0),
    );
  });

  test('that fails names the step, the exit code and the last lines', async () => {
    const { builds, client } = await setUp();
    const project = withSteps(
      step('fine', 'true'),
      step('broken', 'seq 1 30; echo "\u001b[31mERROR no\u001b[0m"; exit 7'),
      step('never', 'echo never'),
    );
    await builds.start(project, BY_ADA);
    const [end] = await until(() => {
      expect(client.dataOf('build.failed')).toHaveLength(1);
      return client.dataOf('build.failed');
    });
    expect(end).toMatchObject({
      step: 'broken',
      exitCode: 7,
      message: 'Step “broken” failed with exit code 7.',
      steps: [{ status: 'passed' }, { status: 'failed' }, { status: 'skipped' }],
    });
    expect(end?.lastLines).toHaveLength(20);
    expect(end?.lastLines?.at(-1)).toBe('\u001b[31mERROR no\u001b[0m');
    expect(client.dataOf('build.log').at(-1)?.level).toBe('error');
  });

  test('whose program is missing says so', async () => {
    const { builds, client } = await setUp();
    await builds.start(withSteps({ ...step('x', 'no-such-program'), args: [] }), BY_ADA);
    await until(() =>
      expect(client.dataOf('build.failed')).toMatchObject([
        { exitCode: null, message: expect.stringMatching(/“x” could not start.*was not found/) },
      ]),
    );
  });

  test('that is cancelled ends its processes and skips the rest', async () => {
    const { builds, client } = await setUp();
    const project = withSteps(step('long', ENDLESS), step('after', 'true'));
    const buildId = await builds.start(project, BY_ADA);
    const pid = await until(() => {
      expect(client.dataOf('build.log')).toHaveLength(1);
      return Number(client.dataOf('build.log')[0]?.message);
    });
    expect(isAlive(pid)).toBe(true);
    await expect(builds.cancel(project.projectId, 'another', 'Bob')).rejects.toThrow(
      'no longer running',
    );
    expect(await builds.cancel(project.projectId, buildId, 'Bob')).toBe(buildId);
    await until(() => expect(builds.current(project.projectId)).toBeNull());
    expect(isAlive(pid)).toBe(false);
    expect(client.dataOf('build.cancelled')).toMatchObject([
      {
        buildId,
        step: 'long',
        cancelledBy: 'Bob',
        steps: [{ status: 'cancelled' }, { status: 'skipped' }],
      },
    ]);
    await expect(builds.cancel(project.projectId, undefined, 'Bob')).rejects.toThrow(
      'No build is running.',
    );
  });

  test('that is cancelled says so while its step takes its time to end', async () => {
    const { builds, client } = await setUp();
    const project = withSteps(step('stubborn', `trap '' TERM; echo ready; sleep 300 & wait; wait`));
    const buildId = await builds.start(project, BY_ADA);
    await until(() => expect(client.dataOf('build.log')).toHaveLength(1));
    await builds.cancel(project.projectId, buildId, 'Bob');
    // A second request changes nothing.
    await builds.cancel(project.projectId, buildId, 'Eve');
    const asked = client.dataOf('build.progress').filter(({ cancelling }) => cancelling === true);
    expect(asked).toMatchObject([{ buildId, step: 'stubborn', cancelledBy: 'Bob' }]);
    expect(client.dataOf('build.cancelled')).toEqual([]);
    await until(() =>
      expect(client.dataOf('build.cancelled')).toMatchObject([{ buildId, cancelledBy: 'Bob' }]),
    );
  });

  test('waits for the one before it, and can be cancelled while it waits', async () => {
    const { builds, client } = await setUp();
    const project = withSteps(step('long', ENDLESS));
    const { projectId } = project;
    const first = await builds.start(project, BY_ADA);
    const second = await builds.start(project, BY_ADA);
    const third = await builds.start(project, BY_ADA);
    await until(() => expect(client.dataOf('build.log')).toHaveLength(1));
    expect(client.dataOf('build.queued').map(({ buildId }) => buildId)).toEqual([
      first,
      second,
      third,
    ]);
    expect(builds.current(projectId)).toBe(first);

    expect(await builds.cancel(projectId, second, 'Bob')).toBe(second);
    expect(client.dataOf('build.cancelled')).toEqual([
      { buildId: second, number: 2, cancelledBy: 'Bob' },
    ]);
    await builds.cancel(projectId, undefined, 'Bob');
    await until(() => expect(client.dataOf('build.log')).toHaveLength(2));
    expect(client.dataOf('build.started').map(({ buildId }) => buildId)).toEqual([first, third]);
    await builds.close(100);
  });

  test('that still waits when the agent leaves is failed', async () => {
    const { builds, client } = await setUp();
    const project = withSteps(step('long', ENDLESS));
    const ids = [await builds.start(project, BY_ADA), await builds.start(project, BY_ADA)];
    await until(() => expect(client.dataOf('build.log')).toHaveLength(1));
    await builds.close(100);
    const ends = client.dataOf('build.failed');
    expect(new Set(ends.map(({ buildId }) => buildId))).toEqual(new Set(ids));
    expect(ends.every(({ message }) => message === 'The agent stopped')).toBe(true);
  });

  test('whose files were broken while it waited fails at once', async () => {
    const { builds, client } = await setUp();
    const project = withSteps(step('long', ENDLESS));
    await builds.start(project, BY_ADA);
    await until(() => expect(client.dataOf('build.log')).toHaveLength(1));
    const buildId = await builds.start(project, BY_ADA);
    writeFileSync(join(project.dir, 'slate.json'), '{');
    await builds.cancel(project.projectId, undefined, 'Bob');
    await until(() =>
      expect(client.dataOf('build.failed')).toMatchObject([
        { buildId, attempt: 1, message: expect.stringContaining('not valid JSON') },
      ]),
    );
  });

  test('is refused, with the reason, where files are wrong or there is nothing to build', async () => {
    const { builds } = await setUp();
    const broken = createProject('{');
    for (const [project, message] of [
      [broken, /slate\.json is not valid JSON/],
      [createProject({}), /nothing to build/],
    ] as const) {
      const attempt = builds.start(project, BY_ADA);
      await expect(attempt).rejects.toMatchObject({ code: 'invalid' });
      await expect(attempt).rejects.toThrow(message);
      expect(builds.current(project.projectId)).toBeNull();
    }
  });

  test('that the agent leaves is failed, and its processes end', async () => {
    const { builds, client, dataDir } = await setUp();
    await builds.start(withSteps(step('long', ENDLESS)), BY_ADA);
    await until(() => expect(client.dataOf('build.log')).toHaveLength(1));
    await builds.close(100);
    expect(client.dataOf('build.failed')).toMatchObject([
      { message: 'The agent stopped', step: 'long', exitCode: null },
    ]);
    expect(isAlive(Number(client.dataOf('build.log')[0]?.message))).toBe(false);
    expect(openUnfinishedWork(dataDir).leftovers.builds).toEqual([]);
    await expect(builds.start(createProject({}), BY_ADA)).rejects.toThrow('stopping');
  });

  test('moves between step changes once it knows how long its steps take', async () => {
    const { builds, client, tools } = await setUp();
    const project = withSteps(step('long', ENDLESS));
    tools.durations.add(project.projectId, [{ name: 'long', durationMs: 60_000 }]);
    await builds.start(project, BY_ADA);
    await until(() => {
      const percents = client.dataOf('build.progress').map(({ percent }) => percent ?? 0);
      expect(percents.length).toBeGreaterThan(2);
      expect(percents).toEqual([...new Set(percents)].toSorted((a, b) => a - b));
    });
    expect(client.dataOf('build.started')[0]?.steps?.[0]?.expectedMs).toBe(60_000);
    await builds.close(100);
  });

  test('lets hear of itself when there is nothing new', async () => {
    const bench = await createWorkbench();
    const builds = createBuilds({ ...bench.tools, shared: null, heartbeatMs: 600 });
    await builds.start(withSteps(step('long', ENDLESS)), BY_ADA);
    await until(() => {
      const beats = bench.client.dataOf('build.progress');
      expect(beats.length).toBeGreaterThan(3);
      expect(beats.every((beat) => beat.heartbeatMs === 600 && beat.attempt === 1)).toBe(true);
      expect(new Set(beats.map(({ percent }) => percent))).toEqual(new Set([undefined]));
    });
    await builds.close(100);
  });

  test('waits for room in the outbox', async () => {
    const bench = await createWorkbench();
    const gate = Promise.withResolvers<void>();
    const createFlow = () => ({ add: () => {}, wait: () => gate.promise });
    const builds = createBuilds({ ...bench.tools, shared: null, createFlow });
    const project = withSteps(step('chatty', 'seq 1 1000'));
    await builds.start(project, BY_ADA);
    await until(() => expect(bench.client.dataOf('build.log')).toHaveLength(1));
    gate.resolve();
    await until(() => expect(bench.client.dataOf('build.completed')).toHaveLength(1));
    const lines = bench.client.dataOf('build.log').flatMap(({ message }) => message.split('\n'));
    expect(lines).toEqual(Array.from({ length: 1_000 }, (_, n) => String(n + 1)));
  });

  test('tells steps within steps, by their whole name where it is one line', async () => {
    const { builds, client, tools } = await setUp();
    const project = withSteps(step('Lint', 'true'), {
      name: 'Test',
      steps: [step('Unit', 'echo u'), step('Browser', 'echo b; exit 4'), step('Late', 'true')],
    });
    await builds.start(project, BY_ADA);
    const [end] = await until(() => {
      expect(client.dataOf('build.failed')).toHaveLength(1);
      return client.dataOf('build.failed');
    });
    expect(end).toMatchObject({
      step: 'Test / Browser',
      steps: [
        { name: 'Lint', status: 'passed' },
        {
          name: 'Test',
          status: 'failed',
          steps: [
            { name: 'Unit', status: 'passed' },
            { name: 'Browser', status: 'failed' },
            { name: 'Late', status: 'skipped' },
          ],
        },
      ],
    });
    expect(client.dataOf('build.log').map((data) => data.step)).toEqual([
      'Test / Unit',
      'Test / Browser',
    ]);
    expect(client.dataOf('build.progress').at(-1)?.step ?? 'none').toBe('none');
    await until(() =>
      expect(tools.durations.expected(project.projectId, 'Test / Unit')).toBeGreaterThan(0),
    );
  });
});

describe('a build without end', { timeout: PATIENCE_MS * 2 }, () => {
  /** 300 ms. */
  const SHORT_MINUTES = 0.005;

  test.each([
    ['its step', { timeoutMinutes: SHORT_MINUTES }, {}, 'Step “hangs”'],
    ['the whole build', {}, { timeoutMinutes: SHORT_MINUTES }, 'The build'],
  ])('fails when %s takes too long, and its processes end', async (_, ofStep, ofBuild, what) => {
    const { builds, client } = await setUp();
    const steps = [{ ...step('hangs', ENDLESS), ...ofStep }, step('after', 'true')];
    const buildId = await builds.start(createProject({ build: { steps, ...ofBuild } }), BY_ADA);
    const [failed] = await until(() => {
      expect(client.dataOf('build.failed')).toHaveLength(1);
      return client.dataOf('build.failed');
    });
    expect(failed).toMatchObject({
      buildId,
      step: 'hangs',
      exitCode: null,
      message: `${what} timed out after 0.005 minutes.`,
      steps: [{ status: 'failed' }, { status: 'skipped' }],
    });
    const pid = Number(client.dataOf('build.log')[0]?.message);
    if (pid > 0) expect(isAlive(pid)).toBe(false);
  });
});

describe('an agent with room for one build', { timeout: PATIENCE_MS * 2 }, () => {
  test('runs those of several projects one after the other, and cancels one that waits', async () => {
    const bench = await createWorkbench();
    const builds = createBuilds({ ...bench.tools, shared: null, maxBuilds: 1 });
    const { client } = bench;
    const long = createProject({ build: { steps: [step('long', ENDLESS)] } }, 'long');
    const [next, last] = ['next', 'last'].map((name) =>
      createProject({ build: { steps: [step('s', 'true')] } }, name),
    );
    if (!next || !last) throw new Error('no project');
    await builds.start(long, BY_ADA);
    await until(() => expect(client.dataOf('build.log')).toHaveLength(1));
    const waiting = await builds.start(next, BY_ADA);
    const other = await builds.start(last, BY_ADA);
    await builds.cancel(next.projectId, waiting, 'Ada');
    await until(() =>
      expect(client.dataOf('build.cancelled')).toMatchObject([{ buildId: waiting }]),
    );
    expect(client.dataOf('build.completed')).toEqual([]);
    await builds.cancel(long.projectId, undefined, 'Ada');
    await until(() => expect(client.dataOf('build.completed')).toMatchObject([{ buildId: other }]));
  });
});

describe('what a build leaves', { timeout: PATIENCE_MS * 2 }, () => {
  const PAGE = { path: 'dist/page.html', size: 5, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) };

  test('is told with its end', async () => {
    const { builds, client, tools } = await setUp();
    const project = createProject({
      artifacts: ['dist/**'],
      build: { steps: [step('make', 'mkdir -p dist; printf hello > dist/page.html')] },
    });
    const buildId = await builds.start(project, BY_ADA);
    await until(() => expect(client.dataOf('build.completed')).toHaveLength(1));
    expect(client.dataOf('build.completed')[0]?.artifacts).toEqual([PAGE]);
    await until(() => expect(tools.records.get(buildId)?.artifacts).toMatchObject([PAGE]));
  });

  test('is told of a failed build too, but not what was there before', async () => {
    const { builds, client } = await setUp();
    const project = createProject({
      artifacts: ['*.txt', 'dist/**'],
      build: { steps: [step('make', 'mkdir dist; printf hello > dist/page.html; exit 1')] },
    });
    writeFileSync(join(project.dir, 'old.txt'), 'old');
    // The clock of files ticks in its own steps.
    await until(() => expect(Date.now()).toBeGreaterThan(statSync(project.dir).ctimeMs + 50));
    await builds.start(project, BY_ADA);
    await until(() => expect(client.dataOf('build.failed')).toMatchObject([{ artifacts: [PAGE] }]));
  });

  test('is not told where the project names none', async () => {
    const { builds, client } = await setUp();
    await builds.start(withSteps(step('make', 'touch a.txt')), BY_ADA);
    await until(() => expect(client.dataOf('build.completed')).toHaveLength(1));
    expect(client.dataOf('build.completed')[0]).not.toHaveProperty('artifacts');
  });
});

describe('a build that is resumed', { timeout: PATIENCE_MS * 2 }, () => {
  /** Fails at its second step until there is a file "ok". */
  const flaky = (resumable = true) =>
    withSteps(
      step('prepare', 'echo prepared'),
      { ...step('check', 'test -e ok'), resumable },
      step('pack', 'echo packed'),
    );

  async function failed(project = flaky()) {
    const bench = await setUp();
    const buildId = await bench.builds.start(project, BY_ADA);
    await until(() => expect(bench.tools.records.get(buildId)?.endedAt).toBe('check'));
    const resume = (step = 'check', retryOf = buildId) =>
      bench.builds.resume(project, step, { ...BY_ADA, retryOf });
    return { ...bench, project, buildId, resume };
  }

  test('runs the step at which it ended and what follows, and says so', async () => {
    const { client, project, buildId, resume } = await failed();
    writeFileSync(join(project.dir, 'ok'), '');
    const again = await resume();
    await until(() => expect(client.dataOf('build.completed')).toHaveLength(1));
    const origin = { retryOf: buildId, fromStep: 'check' };
    expect(client.dataOf('build.queued').at(-1)).toMatchObject({ buildId: again, ...origin });
    expect(client.dataOf('build.started').at(-1)).toMatchObject({ buildId: again, ...origin });
    expect(client.dataOf('build.completed')[0]?.steps?.map(({ status }) => status)).toEqual([
      'skipped',
      'passed',
      'passed',
    ]);
    const lines = client.dataOf('build.log').map(({ message }) => message);
    expect(lines).toEqual(['prepared', 'packed']);
    const percents = client
      .dataOf('build.progress')
      .filter((data) => data.buildId === again)
      .map(({ percent }) => percent);
    expect(percents).toEqual([undefined, 50, 99]);
  });

  test('can be resumed again', async () => {
    const { client, resume } = await failed();
    const second = await resume();
    await until(() => expect(client.dataOf('build.failed')).toHaveLength(2));
    await expect(resume()).rejects.toThrow('Another build has run since');
    await resume('check', second);
    await until(() => expect(client.dataOf('build.failed')).toHaveLength(3));
  });

  test.each<[string, string, RegExp]>([
    ['another step', 'prepare', /did not end at/],
    ['a command', 'true; rm -rf /', /did not end at/],
  ])('refuses %s', async (_, step, why) => {
    const { client, resume } = await failed();
    await expect(resume(step)).rejects.toMatchObject({ code: 'conflict' });
    await expect(resume(step)).rejects.toThrow(why);
    expect(client.dataOf('build.queued')).toHaveLength(1);
  });

  test('refuses a build that it does not know', async () => {
    const { resume } = await failed();
    await expect(resume('check', 'another')).rejects.toThrow('did not run that build');
  });

  test('refuses where the project’s file does not allow it, or no longer', async () => {
    const { resume } = await failed(flaky(false));
    await expect(resume()).rejects.toThrow('does not say that it is resumable');
    const { resume: late, project } = await failed();
    const steps = [step('other', 'true')];
    writeFileSync(join(project.dir, 'slate.json'), JSON.stringify({ build: { steps } }));
    await expect(late()).rejects.toThrow('no step “check” any more');
  });

  test('refuses as soon as another build has begun', async () => {
    const { builds, client, project, resume } = await failed();
    await builds.start(project, BY_ADA);
    await until(() => expect(client.dataOf('build.failed')).toHaveLength(2));
    await expect(resume()).rejects.toThrow('Another build has run since');
  });
});
