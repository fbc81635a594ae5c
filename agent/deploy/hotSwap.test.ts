import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../src/lib/messaging/index.ts';
import { createRuntimes } from '../runtime/runtime.ts';
import { createWorkbench, isAlive, temporaryDirectory, until } from '../testing/workbench.ts';
import { type Entity, openEntities } from './entities/entities.ts';
import { createInstances } from './instances.ts';
import { serveProxy } from './proxy/proxy.ts';
import { noDeployment } from './records.ts';
import { Deployment } from './swap/deployment.ts';
import { swapTimes } from './swap/times.ts';
import { type Manner, versionPlan, writeVersion } from './testing/versions.ts';

/** A project's deployment with real processes, behind a real proxy. */
async function setUp() {
  const { dataDir, tools, client } = await createWorkbench();
  const runtimes = createRuntimes(tools);
  const entities = openEntities({ dataDir, maxKept: 100, say: () => undefined });
  const deployment = new Deployment({
    ...{ projectId: 'web', entities, record: noDeployment, clock: systemClock },
    start: createInstances({ dataDir, entities, runtimes, say: () => undefined }),
    publish: async () => undefined,
    save: () => undefined,
    proxyProblem: () => null,
    times: { ...swapTimes, checkMs: 15, healthyMs: 1_500 },
    say: () => undefined,
  });
  const proxy = await serveProxy(
    0,
    () => {
      const target = deployment.target();
      return target
        ? { kind: 'live', projectId: 'web', target }
        : { kind: 'nothing-live', projectId: 'web' };
    },
    () => undefined,
  );
  if (!proxy) throw new Error('the proxy does not listen');
  onTestFinished(async () => {
    await deployment.close();
    await proxy.close();
    await runtimes.close(0);
  });
  const dir = temporaryDirectory('versions');
  const register = (version: string, manner?: Manner): Promise<Entity> => {
    writeVersion(dir, version, manner);
    return entities.register({
      ...{ buildId: version, projectId: 'web', number: 1, dir, artifacts: ['dist/**'] },
      plan: { ...versionPlan, env: {}, cwd: '.' },
    });
  };
  const begin = async (version: string, manner?: Manner) => {
    await register(version, manner);
    return deployment.swap({
      ...{ toEntityId: version, fromEntityId: undefined, reason: '', initiatedBy: 'Ada' },
    });
  };
  const swap = async (version: string, manner: Manner = 'well') => {
    const { swapId } = await begin(version, manner);
    await until(() => {
      const now = deployment.describe().swap;
      expect(now?.swapId).toBe(swapId);
      expect(['switched', 'completed', 'failed', 'rolled-back']).toContain(now?.step.at);
    });
    return deployment.describe().swap?.step.at;
  };
  const pids = () => client.dataOf('runtime.started').map(({ pid }) => pid ?? 0);
  return { deployment, port: proxy.port, begin, swap, pids };
}

interface Load {
  readonly problems: string[];
  readonly counts: { requests: number; uploads: number; sockets: number };
  /** Lets what is under way end. */
  stop(): Promise<void>;
}

/** Visitors who never stop: requests on kept connections, slow uploads, WebSockets. */
function startLoad(port: number): Load {
  const problems: string[] = [];
  const counts = { requests: 0, uploads: 0, sockets: 0 };
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  let going = true;
  const options = { port, host: '127.0.0.1', agent, headers: { host: 'web.localhost' } };

  const answer = async (sent: ReturnType<typeof request>) => {
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    let text = '';
    for await (const chunk of response) text += String(chunk);
    if (response.statusCode !== 200) problems.push(`${response.statusCode} ${text}`);
    return text;
  };
  const forEver = async (visit: () => Promise<void>) => {
    while (going) {
      try {
        await visit();
      } catch (error) {
        problems.push(String(error));
      }
    }
  };
  const get = async () => {
    const sent = request(options);
    sent.end();
    const text = await answer(sent);
    if (!/^v\d+$/.test(text)) problems.push(`not a version: ${text}`);
    counts.requests += 1;
  };
  const post = async () => {
    const sent = request({ ...options, method: 'POST', path: '/upload' });
    sent.end('x'.repeat(1_000));
    if ((await answer(sent)) !== '1000') problems.push('a body was cut');
    counts.requests += 1;
  };
  /** Lasts longer than a swap: a part follows when others have been answered. */
  const slowUpload = async () => {
    const sent = request({ ...options, method: 'POST', path: '/upload', agent: false });
    const answered = answer(sent);
    for (let part = 0; part < 10; part++) {
      sent.write('x'.repeat(10_000));
      const before = counts.requests;
      while (going && counts.requests < before + 40)
        await new Promise((resolve) => setTimeout(resolve, 5));
    }
    sent.end();
    if ((await answered) !== '100000') problems.push('a slow body was cut');
    counts.uploads += 1;
  };
  const socket = async () => {
    const connection = connect(port, '127.0.0.1');
    connection.write(
      'GET / HTTP/1.1\r\nHost: web.localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    );
    const [head] = (await once(connection, 'data')) as [Buffer];
    if (!String(head).startsWith('HTTP/1.1 101')) problems.push(String(head));
    for (let frame = 0; frame < 20; frame++) {
      connection.write(Buffer.from([0x81, 0x81, 0, 0, 0, 0, 0x3f]));
      const [reply] = (await once(connection, 'data')) as [Buffer];
      if (reply[0] !== 0x81) problems.push(`a frame was lost: ${reply.toString('hex')}`);
    }
    connection.end();
    await once(connection, 'close');
    counts.sockets += 1;
  };
  const visitors = [get, get, get, post, slowUpload, socket, socket].map(forEver);
  return {
    problems,
    counts,
    async stop() {
      going = false;
      await Promise.all(visitors);
      agent.destroy();
    },
  };
}

test('20 swaps and 5 that fail lose no request, no upload and no WebSocket', async () => {
  const { deployment, port, swap, pids } = await setUp();
  expect(await swap('v0')).toBe('completed');
  // One that is open all the time holds its process, and nothing else.
  const lasting = connect(port, '127.0.0.1');
  onTestFinished(() => void lasting.destroy());
  lasting.write(
    'GET / HTTP/1.1\r\nHost: web.localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
  );
  await once(lasting, 'data');
  const load = startLoad(port);
  for (let version = 1; version <= 20; version++) {
    expect(await swap(`v${version}`)).toBe('switched');
    if (version % 4 !== 0) continue;
    const manner = version % 8 === 0 ? 'never-healthy' : 'ends-at-once';
    expect(await swap(`v${version}-bad`, manner)).toBe('failed');
    expect(deployment.describe().live?.entityId).toBe(`v${version}`);
  }
  await load.stop();
  expect(load.problems).toEqual([]);
  expect(Math.min(...Object.values(load.counts))).toBeGreaterThan(0);

  lasting.write(Buffer.from([0x81, 0x81, 0, 0, 0, 0, 0x3f]));
  const [reply] = (await once(lasting, 'data')) as [Buffer];
  expect(String(reply)).toContain('v0');
  lasting.destroy();
  // At most what is live and what may be gone back to: all others have ended.
  await until(() => expect(pids().filter(isAlive).length).toBeLessThanOrEqual(2));
});

test('a process that dies in its response ends that response, and is started again', async () => {
  const { port, swap, pids, deployment } = await setUp();
  await swap('v1');
  const sent = request({
    port,
    host: '127.0.0.1',
    path: '/half',
    headers: { host: 'web.localhost' },
  });
  sent.end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  response.resume();
  await expect(once(response, 'end')).rejects.toThrow('aborted');
  await until(() => expect(deployment.describe().live?.health.state).toBe('healthy'));
  await until(() => expect(pids().filter(isAlive)).toHaveLength(1));
  await until(() => expect(deployment.target()).not.toBeNull());
});

test('of two swaps at once one runs, to itself none; the old one is back at once', async () => {
  const { deployment, swap, begin } = await setUp();
  await swap('v1');
  const [first, second] = await Promise.allSettled([begin('v2'), begin('v3')]);
  expect([first?.status, second?.status].toSorted()).toEqual(['fulfilled', 'rejected']);
  await until(() => expect(deployment.describe().canRollBack).toBe(true));
  const live = deployment.describe().live?.entityId ?? '';
  const itself = await deployment.swap({
    ...{ toEntityId: live, fromEntityId: undefined, reason: '', initiatedBy: 'Ada' },
  });
  expect(itself.started).toBe(false);
  // A refused swap ends nothing: neither what is live nor the way back.
  expect(deployment.describe().live?.entityId).toBe(live);
});
