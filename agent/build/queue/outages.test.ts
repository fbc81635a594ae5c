import { describe, expect, onTestFinished, test } from 'vitest';
import {
  type NatsServerOptions,
  startNatsServer,
} from '../../../src/lib/messaging/testing/natsServer.ts';
import { makeGatedProject, startAgentRig } from '../../testing/agents.ts';
import { ends, historyOf, runnerOf, runsOf, start } from '../../testing/builds.ts';
import { PATIENCE_MS, until } from '../../testing/workbench.ts';

const anyPassword = { agent: 'a', responder: 'r', editor: 'e' };

/** A server that can be killed and started again, without permissions. */
async function startRig(options: NatsServerOptions = {}) {
  const server = await startNatsServer(options);
  onTestFinished(() => server.dispose());
  const rig = await startAgentRig({ url: server.tcpUrl, passwords: anyPassword });
  return { server, rig };
}

describe('the queue', { timeout: PATIENCE_MS * 2 }, () => {
  test('outlives a server that crashes while a build runs and another waits', async () => {
    const { server, rig } = await startRig();
    const web = makeGatedProject('web');
    const agent = await rig.agent([web.dir], { ackWaitMs: 1_000 });
    const running = await start(rig, web);
    await runnerOf(rig, web, [agent]);
    const waiting = await start(rig, web);
    await server.restart();
    await until(() => expect(rig.page.getState().status).toBe('live'));
    web.release();
    expect(await ends(rig, running)).toMatchObject({ type: 'completed' });
    expect(await ends(rig, waiting)).toMatchObject({ type: 'completed' });
    // Nobody else was there to take it: the agent that held it goes on.
    expect(runsOf(historyOf(rig, running))).toEqual(['started 1', 'completed 1']);
  });

  test('is made again by the agent when the server has lost its disk', async () => {
    const { server, rig } = await startRig();
    const web = makeGatedProject('web');
    web.release();
    await rig.agent([web.dir]);
    await ends(rig, await start(rig, web));
    await server.kill();
    await server.wipe();
    await server.restart();
    const buildId = await until(() => start(rig, web));
    expect(await ends(rig, buildId)).toMatchObject({ type: 'completed' });
  });

  test('is in memory where there is no JetStream', async () => {
    const { rig } = await startRig({ jetstream: false });
    const web = makeGatedProject('web');
    const agent = await rig.agent([web.dir]);
    const running = await start(rig, web);
    await runnerOf(rig, web, [agent]);
    const waiting = await start(rig, web);
    const cancel = (buildId: string) =>
      rig.page.request('build.cancel', { projectId: 'web' }, { buildId });
    expect(await cancel(waiting)).toEqual({ buildId: waiting });
    expect(await ends(rig, waiting)).toMatchObject({ type: 'cancelled' });
    await expect(cancel(waiting)).rejects.toMatchObject({ reason: 'not-found' });
    await agent.kill('SIGTERM');
    expect(await ends(rig, running)).toMatchObject({
      type: 'failed',
      data: { message: 'The agent stopped' },
    });
  });
});
