import { expect, onTestFinished, test } from 'vitest';
import { FakeClock } from '../../../src/lib/messaging/testing/fakeClock.ts';
import type { Entity } from '../entities/entities.ts';
import type { DeployEvent } from '../events.ts';
import type { Instance } from '../instances.ts';
import { createTarget } from '../proxy/target.ts';
import { type DeploymentRecord, noDeployment } from '../records.ts';
import { Deployment } from './deployment.ts';
import { swapTimes } from './times.ts';

const entity = (entityId: string): Entity => ({
  ...{ entityId, projectId: 'web', number: 1, registeredAt: 1, files: [] },
  plan: { command: 'run', args: null, env: {}, cwd: '.', health: '/health' },
});

interface FakeInstance extends Instance {
  isHealthy: boolean;
  stopped: boolean;
  exit(): void;
}

/** A project's deployment over processes that only exist in the test. */
function setUp(record: DeploymentRecord = noDeployment) {
  const clock = new FakeClock();
  const started: FakeInstance[] = [];
  const published: DeployEvent[] = [];
  const saved: DeploymentRecord[] = [];
  const broken = new Set<string>();
  const failures: { start: string | null; save: boolean } = { start: null, save: false };
  const deployment = new Deployment({
    projectId: 'web',
    entities: {
      get: (id) => (id.startsWith('b') ? entity(id) : null),
      check: async ({ entityId }) => (broken.has(entityId) ? '“a.js” has changed.' : null),
    },
    async start(of, deploymentId) {
      if (failures.start !== null) throw new Error(failures.start);
      let exit = () => {};
      const exited = new Promise<void>((resolve) => (exit = resolve));
      const instance: FakeInstance = {
        ...{ entity: of, deploymentId, sessionId: `s${started.length}`, exited, exit },
        ...{ isHealthy: true, stopped: false, target: createTarget(1) },
        check: async () => instance.isHealthy,
        async stop() {
          instance.stopped = true;
          exit();
        },
      };
      started.push(instance);
      return instance;
    },
    publish: async (event) => void published.push(event),
    record,
    save(next) {
      if (failures.save) throw new Error('disk full');
      saved.push(structuredClone(next));
    },
    proxyProblem: () => null,
    clock,
    times: swapTimes,
    say: () => undefined,
  });
  onTestFinished(() => deployment.close());
  const ask = (toEntityId: string, fromEntityId?: string | null) =>
    deployment.swap({ toEntityId, fromEntityId, reason: '', initiatedBy: 'Ada' });
  return {
    ...{ clock, deployment, started, published, saved, broken, failures, ask },
    names: () => published.map(({ name }) => name.replace('library.', '')),
    live: () => deployment.describe().live?.entityId ?? null,
    at: () => deployment.describe().swap?.step.at ?? null,
    async deploy(id: string) {
      await ask(id);
      await clock.advance(2_000);
    },
    /** Deploys and lets the time to go back pass. */
    async settle(id: string) {
      await ask(id);
      await clock.advance(15_000);
    },
  };
}

test('the first deployment is live after three passed checks, and each step is published', async () => {
  const { clock, deployment, started, names, ask, live, at } = setUp();
  const { started: begun, results } = await ask('b1', null);
  expect(begun).toBe(true);
  expect(results.every(({ passed }) => passed)).toBe(true);
  expect(deployment.target()).toBeNull();
  await clock.advance(999);
  expect(deployment.target()).toBeNull();
  await clock.advance(1);
  expect(deployment.target()).toBe(started[0]?.target);
  expect([live(), at()]).toEqual(['b1', 'completed']);
  expect(names()).toEqual([
    'swap.initiated',
    'swap.validated',
    'entity.validated',
    'deployment.started',
    'deployment.completed',
    'swap.completed',
  ]);
});

test('a swap keeps the old process for 10 s, then lets it answer what it has begun', async () => {
  const { clock, deployment, started, settle, deploy, live } = setUp();
  await settle('b1');
  await deploy('b2');
  expect(live()).toBe('b2');
  expect(deployment.describe().canRollBack).toBe(true);
  const request = started[0]?.target.open('request', () => {});
  await clock.advance(10_000);
  expect(deployment.describe()).toMatchObject({ canRollBack: false, draining: 1 });
  expect(started[0]?.stopped).toBe(false);
  request?.end();
  await clock.advance(1);
  expect(started[0]?.stopped).toBe(true);
  expect(deployment.describe().draining).toBe(0);
});

test('what does not end by itself is cut after 60 s', async () => {
  const { clock, started, settle, deploy } = setUp();
  await settle('b1');
  let cut = 0;
  started[0]?.target.open('stream', () => (cut += 1));
  await deploy('b2');
  await clock.advance(10_000 + 58_000);
  expect([cut, started[0]?.stopped]).toEqual([0, false]);
  await clock.advance(4_000);
  expect([cut, started[0]?.stopped]).toEqual([1, true]);
});

test('a new process that never becomes healthy, or ends, leaves the old one live', async () => {
  const { clock, started, settle, ask, live, names, at, failures } = setUp();
  await settle('b1');
  await ask('b2');
  const second = started[1];
  if (second) second.isHealthy = false;
  await clock.advance(29_000);
  expect(at()).toBe('starting');
  await clock.advance(2_000);
  expect([live(), at(), second?.stopped]).toEqual(['b1', 'failed', true]);

  await ask('b3');
  started[2]?.exit();
  await clock.advance(100);
  expect([live(), at()]).toEqual(['b1', 'failed']);

  failures.start = 'There is no such program.';
  await ask('b4');
  await clock.advance(100);
  expect([live(), at()]).toEqual(['b1', 'failed']);
  expect(names().filter((name) => name === 'swap.failed')).toHaveLength(3);
  expect(started[0]?.stopped).toBe(false);
});

test('a pass that is not followed by two others does not count', async () => {
  const { clock, started, ask, at } = setUp();
  await ask('b1');
  await clock.advance(600);
  const [first] = started;
  if (first) first.isHealthy = false;
  await clock.advance(500);
  if (first) first.isHealthy = true;
  await clock.advance(500);
  expect(at()).toBe('starting');
  await clock.advance(1_500);
  expect(at()).toBe('completed');
});

test('unhealthy or gone within 10 s of the switch, the old one is live again', async () => {
  const { clock, deployment, started, settle, deploy, live, names, at } = setUp();
  await settle('b1');
  await deploy('b2');
  const second = started[1];
  if (second) second.isHealthy = false;
  await clock.advance(2_000);
  expect([live(), at()]).toEqual(['b1', 'rolled-back']);
  expect(deployment.target()).toBe(started[0]?.target);
  expect(second?.stopped).toBe(true);
  await deploy('b3');
  started[2]?.exit();
  await clock.advance(1);
  expect([live(), at()]).toEqual(['b1', 'rolled-back']);
  expect(names().filter((name) => name.endsWith('rolled_back'))).toHaveLength(4);
  expect(names()).not.toContain('health.degraded');
});

test('a person rolls back while there is something to go back to', async () => {
  const { clock, deployment, settle, deploy, live } = setUp();
  await settle('b1');
  expect(() => deployment.rollBack('Ada')).toThrow('nothing to roll back to');
  await deploy('b2');
  deployment.rollBack('Ada');
  expect(live()).toBe('b1');
  expect(() => deployment.rollBack('Ada')).toThrow('nothing to roll back to');
  await clock.advance(60_000);
  expect(live()).toBe('b1');
});

test('an old process that ends while it is kept can’t be gone back to', async () => {
  const { clock, deployment, started, settle, deploy, live } = setUp();
  await settle('b1');
  await deploy('b2');
  started[0]?.exit();
  await clock.advance(1);
  expect(deployment.describe().canRollBack).toBe(false);
  expect(live()).toBe('b2');
  await clock.advance(60_000);
  expect(started).toHaveLength(2);
});

test('is validated first: what is refused starts nothing', async () => {
  const { started, settle, ask, broken, published, at } = setUp();
  await settle('b1');
  const problemOf = async (to: string, from?: string | null) =>
    (await ask(to, from)).results.find(({ passed }) => !passed)?.message;
  expect(await problemOf('b1')).toBe('This build is live already.');
  expect(await problemOf('gone')).toContain('not kept');
  expect(await problemOf('b2', 'b9')).toContain('Another build is live');
  expect(await problemOf('b2', null)).toContain('Another build is live');
  broken.add('b2');
  expect(await problemOf('b2')).toBe('“a.js” has changed.');
  expect(at()).toBe('completed');
  expect(started).toHaveLength(1);
  expect(published.findLast(({ name }) => name === 'library.swap.failed')?.data).toMatchObject({
    error: '“a.js” has changed.',
  });
});

test('of two at once one runs, and the next one may follow before the old process is let go', async () => {
  const { clock, ask, settle, live, started, deploy } = setUp();
  await settle('b1');
  const both = await Promise.allSettled([ask('b2'), ask('b3')]);
  expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  await expect(ask('b3')).rejects.toThrow('Another swap');
  await clock.advance(2_000);
  await deploy('b3');
  expect(live()).toBe('b3');
  expect(started[0]?.stopped).toBe(true);
});

test('a live process that ends is started again, later each time, and says so', async () => {
  const { clock, deployment, started, settle, names, failures } = setUp();
  await settle('b1');
  started[0]?.exit();
  await clock.advance(500);
  expect(deployment.target()).toBeNull();
  expect(deployment.describe().live?.health.state).toBe('degraded');
  await clock.advance(2_000);
  expect(deployment.target()).toBe(started[1]?.target);
  failures.start = 'no';
  started[1]?.exit();
  await clock.advance(10_000);
  failures.start = null;
  await clock.advance(20_000);
  expect(deployment.describe().live?.health.state).toBe('healthy');
  expect(names().slice(6)).toEqual([
    ...['health.degraded', 'health.recovered'],
    ...['health.degraded', 'health.degraded', 'health.recovered'],
  ]);
});

test('what is live and fails its checks is degraded, and goes on', async () => {
  const { clock, deployment, started, settle } = setUp();
  await settle('b1');
  const [first] = started;
  if (first) first.isHealthy = false;
  await clock.advance(16_000);
  expect(deployment.describe().live?.health).toMatchObject({ state: 'degraded' });
  expect(deployment.target()).toBe(first?.target);
  if (first) first.isHealthy = true;
  await clock.advance(6_000);
  expect(deployment.describe().live?.health).toEqual({ state: 'healthy' });
});

test('stopped, nothing is live, and a swap that was under way has failed', async () => {
  const { clock, deployment, started, settle, ask, at, saved } = setUp();
  await settle('b1');
  await ask('b2');
  await clock.advance(100);
  deployment.stop('Ada');
  expect(deployment.target()).toBeNull();
  await clock.advance(2_000);
  expect(at()).toBe('failed');
  expect(started.map(({ stopped }) => stopped)).toEqual([true, true]);
  expect(saved.at(-1)?.live).toBeNull();
});

test('a disk that takes no record lets no swap happen', async () => {
  const { clock, settle, ask, live, failures, started } = setUp();
  await settle('b1');
  await ask('b2');
  await clock.advance(600);
  failures.save = true;
  await clock.advance(2_000);
  expect(live()).toBe('b1');
  expect(started[1]?.stopped).toBe(true);
});

test('an agent killed after any step goes on from what is on disk', async () => {
  const first = setUp();
  await first.settle('b1');
  const begun = first.saved.length;
  await first.deploy('b2');
  first.deployment.rollBack('Ada');
  await first.settle('b3');
  const records = first.saved.slice(begun);
  const ats = new Set(records.map(({ swap }) => swap?.step.at));
  expect([...ats]).toEqual(['validating', 'starting', 'switched', 'rolled-back', 'completed']);
  for (const record of records) {
    const next = setUp(structuredClone(record));
    next.deployment.restore();
    await next.clock.advance(3_000);
    // Exactly what was live by the record runs, and only that.
    expect(next.live()).toBe(record.live?.entityId);
    expect(next.deployment.target()).toBe(next.started[0]?.target);
    expect(next.started).toHaveLength(1);
    const { swap } = next.deployment.describe();
    expect(['completed', 'failed', 'rolled-back']).toContain(swap?.step.at);
    // The swap's end is published, by this agent or before.
    const ends = [...first.published, ...next.published].filter(
      ({ name, swapId }) =>
        swapId === record.swap?.swapId && /swap\.(completed|failed|rolled_back)$/.test(name),
    );
    expect(ends.length).toBeGreaterThan(0);
    if (record.swap?.published === false) expect(next.published.length).toBeGreaterThan(0);
    // The next swap may begin at once.
    await next.deploy('b7');
    expect(next.live()).toBe('b7');
  }
});
