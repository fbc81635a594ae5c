import { describe, expect, test } from 'vitest';
import { isMessagingError } from '../../../src/lib/messaging/index.ts';
import { makeGatedProject, startAgentRig } from '../../testing/agents.ts';
import { ends, historyOf, runnerOf, runsOf, start, wordsOf } from '../../testing/builds.ts';
import { openUnfinishedWork } from '../../recovery/unfinished.ts';
import { PATIENCE_MS, until } from '../../testing/workbench.ts';

/** So long that a test which waits for it fails: what happens sooner was handed over. */
const NEVER_MS = 600_000;

describe('two agents that host the same projects', { timeout: PATIENCE_MS * 2 }, () => {
  test('run one build of a project at a time, and projects side by side', async () => {
    const rig = await startAgentRig();
    const [web, api] = [makeGatedProject('web'), makeGatedProject('api')];
    const dirs = [web.dir, api.dir];
    const agents = await Promise.all([rig.agent(dirs), rig.agent(dirs)]);
    const first = await start(rig, web);
    const second = await start(rig, web);
    const other = await start(rig, api);
    await Promise.all([runnerOf(rig, web, agents), runnerOf(rig, api, agents)]);
    expect(wordsOf(historyOf(rig, second))).toEqual(['queued 1']);
    web.release();
    api.release();
    await Promise.all([first, second, other].map((id) => ends(rig, id)));
    for (const id of [first, second, other]) {
      expect(wordsOf(historyOf(rig, id)).toSorted()).toEqual([
        'completed 1',
        'queued 1',
        'started 1',
      ]);
    }
    const order = rig.events.filter(
      ({ projectId, type }) => projectId === 'web' && type !== 'queued',
    );
    const endOfFirst = order.findIndex(
      ({ type, data }) => type === 'completed' && data?.buildId === first,
    );
    const startOfSecond = order.findIndex(({ data }) => data?.buildId === second);
    expect(startOfSecond).toBeGreaterThan(endOfFirst);
  });

  test('start a build once, also when its command is repeated', async () => {
    const rig = await startAgentRig();
    const web = makeGatedProject('web');
    web.release();
    await Promise.all([rig.agent([web.dir]), rig.agent([web.dir])]);
    const options = { idempotencyKey: 'pressed-once' };
    const answers = await Promise.all(
      Array.from({ length: 6 }, () =>
        rig.page.request('build.start', { projectId: 'web' }, {}, options),
      ),
    );
    const ids = new Set(answers.map(({ buildId }) => buildId));
    expect(ids.size).toBe(1);
    const after = await start(rig, web);
    await ends(rig, after);
    const starts = rig.events.filter(({ type }) => type === 'started');
    expect(starts.map(({ data }) => data?.buildId)).toEqual([...ids, after]);
  });

  test('replace one that is killed while it builds', async () => {
    const rig = await startAgentRig();
    const web = makeGatedProject('web');
    const ackWaitMs = 1_500;
    const agents = await Promise.all([
      rig.agent([web.dir], { ackWaitMs }),
      rig.agent([web.dir], { ackWaitMs }),
    ]);
    const buildId = await start(rig, web);
    const victim = await runnerOf(rig, web, agents);
    await victim.kill('SIGKILL');
    const heir = await runnerOf(rig, web, agents, 2);
    expect(heir).not.toBe(victim);
    web.release();
    expect(await ends(rig, buildId)).toMatchObject({ type: 'completed', data: { attempt: 2 } });
    expect(runsOf(historyOf(rig, buildId))).toEqual(['started 1', 'started 2', 'completed 2']);
  });

  test('leave it to the heir when one was only frozen', async () => {
    const rig = await startAgentRig();
    const web = makeGatedProject('web');
    const ackWaitMs = 1_500;
    const agents = await Promise.all([
      rig.agent([web.dir], { ackWaitMs }),
      rig.agent([web.dir], { ackWaitMs }),
    ]);
    const buildId = await start(rig, web);
    const frozen = await runnerOf(rig, web, agents);
    process.kill(frozen.pid, 'SIGSTOP');
    const heir = await runnerOf(rig, web, agents, 2);
    expect(heir).not.toBe(frozen);
    process.kill(frozen.pid, 'SIGCONT');
    await until(() => expect(openUnfinishedWork(frozen.dataDir).leftovers.builds).toEqual([]));
    expect(openUnfinishedWork(heir.dataDir).leftovers.builds).toMatchObject([{ buildId }]);
    web.release();
    await ends(rig, buildId);
    expect(await ends(rig, await start(rig, web))).toMatchObject({ type: 'completed' });
    expect(runsOf(historyOf(rig, buildId))).toEqual(['started 1', 'started 2', 'completed 2']);
  });

  test('take over at once from one that is stopped', async () => {
    const rig = await startAgentRig();
    const web = makeGatedProject('web');
    const dirs = [web.dir];
    const agents = await Promise.all([
      rig.agent(dirs, { ackWaitMs: NEVER_MS }),
      rig.agent(dirs, { ackWaitMs: NEVER_MS }),
    ]);
    const buildId = await start(rig, web);
    const leaver = await runnerOf(rig, web, agents);
    await leaver.kill('SIGTERM');
    expect(await runnerOf(rig, web, agents, 2)).not.toBe(leaver);
    web.release();
    await ends(rig, buildId);
    expect(runsOf(historyOf(rig, buildId))).toEqual(['started 1', 'started 2', 'completed 2']);
  });

  test('cancel what waits and what runs, whichever of them is asked', async () => {
    const rig = await startAgentRig();
    const web = makeGatedProject('web');
    const agents = [await rig.agent([web.dir]), await rig.agent([web.dir])];
    const cancel = async (buildId: string) =>
      rig.page.request('build.cancel', { projectId: 'web' }, { buildId, cancelledBy: 'Bob' });
    // Either agent may be asked and either may run it: a few rounds meet both cases.
    for (let round = 1; round <= 4; round++) {
      const running = await start(rig, web);
      await runnerOf(rig, web, agents, round);
      const waiting = await start(rig, web);
      expect(await cancel(waiting)).toEqual({ buildId: waiting });
      expect(await cancel(running)).toEqual({ buildId: running });
      expect(await ends(rig, running)).toMatchObject({
        type: 'cancelled',
        data: { cancelledBy: 'Bob', step: 'gate' },
      });
      expect(await ends(rig, waiting)).toMatchObject({ type: 'cancelled' });
      expect(wordsOf(historyOf(rig, waiting))).not.toContain('started 1');
    }
    await expect(cancel('no-such-build')).rejects.toMatchObject({ reason: 'not-found' });
    // The queue goes on: nothing that was cancelled keeps its place.
    web.release();
    expect(await ends(rig, await start(rig, web))).toMatchObject({ type: 'completed' });
  });

  test('cancel a build whose agent is gone', async () => {
    const rig = await startAgentRig();
    const web = makeGatedProject('web');
    const dirs = [web.dir];
    const agents = await Promise.all([
      rig.agent(dirs, { ackWaitMs: NEVER_MS }),
      rig.agent(dirs, { ackWaitMs: NEVER_MS }),
    ]);
    const buildId = await start(rig, web);
    const victim = await runnerOf(rig, web, agents);
    await victim.kill('SIGKILL');
    // Until the server has noticed that the agent is gone, it may still give it the request.
    await until(() =>
      rig.page
        .request('build.cancel', { projectId: 'web' }, { buildId })
        .catch((error: unknown) => {
          if (isMessagingError(error, 'timeout')) throw error;
        }),
    );
    expect(await ends(rig, buildId)).toMatchObject({ type: 'cancelled' });
    web.release();
    expect(await ends(rig, await start(rig, web))).toMatchObject({ type: 'completed' });
  });
});

describe('an agent that comes back', { timeout: PATIENCE_MS * 2 }, () => {
  test('runs at once again what it was killed over', async () => {
    const rig = await startAgentRig();
    const web = makeGatedProject('web');
    const first = await rig.agent([web.dir], { ackWaitMs: NEVER_MS });
    const buildId = await start(rig, web);
    await runnerOf(rig, web, [first]);
    await first.kill('SIGKILL');
    const { dataDir } = first;
    const second = await rig.agent([web.dir], { dataDir, ackWaitMs: NEVER_MS });
    await runnerOf(rig, web, [second], 2);
    web.release();
    expect(await ends(rig, buildId)).toMatchObject({ type: 'completed', data: { attempt: 2 } });
    expect(wordsOf(historyOf(rig, buildId))).not.toContain('failed');
  });

  test('is charged for no build that it handed over, however often', async () => {
    const rig = await startAgentRig();
    const web = makeGatedProject('web');
    let agent = await rig.agent([web.dir], { ackWaitMs: NEVER_MS });
    const { dataDir } = agent;
    const buildId = await start(rig, web);
    for (let run = 1; run <= 4; run++) {
      await runnerOf(rig, web, [agent], run);
      await agent.kill('SIGTERM');
      agent = await rig.agent([web.dir], { dataDir, ackWaitMs: NEVER_MS });
    }
    web.release();
    expect(await ends(rig, buildId)).toMatchObject({ type: 'completed', data: { attempt: 5 } });
    expect(wordsOf(historyOf(rig, buildId))).not.toContain('failed');
  });

  test('gives a build up that has killed it three times', async () => {
    const rig = await startAgentRig();
    const poison = makeGatedProject('poison', 'kill -9 $PPID');
    const web = makeGatedProject('web');
    web.release();
    const dirs = [poison.dir, web.dir];
    const first = await rig.agent(dirs, { ackWaitMs: NEVER_MS });
    const { dataDir } = first;
    const buildId = await start(rig, poison);
    await first.gone;
    for (let tries = 2; tries <= 3; tries++) {
      const next = await rig.agent(dirs, { dataDir, ackWaitMs: NEVER_MS });
      await next.gone;
    }
    await rig.agent(dirs, { dataDir, ackWaitMs: NEVER_MS });
    expect(await ends(rig, buildId)).toMatchObject({
      type: 'failed',
      data: { message: 'Given up after 3 tries: the agent was lost each time' },
    });
    expect(runsOf(historyOf(rig, buildId))).toEqual([
      'started 1',
      'started 2',
      'started 3',
      'failed',
    ]);
    expect(await ends(rig, await start(rig, web))).toMatchObject({ type: 'completed' });
  });
});
