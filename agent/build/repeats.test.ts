import { describe, expect, test } from 'vitest';
import { range } from '../../src/lib/messaging/testing/rig.ts';
import { makeGatedProject, startAgentRig } from '../testing/agents.ts';
import { ends, historyOf } from '../testing/builds.ts';
import { PATIENCE_MS } from '../testing/workbench.ts';

/** A tenth of it is long enough for an agent to start on a busy machine. */
const timeoutMs = 10 * PATIENCE_MS;

describe('a command with a key', { timeout: PATIENCE_MS * 6 }, () => {
  test('that a dying agent has in hand is done by the other, once', async () => {
    const rig = await startAgentRig();
    const web = makeGatedProject('web');
    web.release();
    const ackWaitMs = 1_500;
    const [victim] = await Promise.all([
      rig.agent([web.dir], { ackWaitMs }),
      rig.agent([web.dir], { ackWaitMs }),
    ]);
    // It takes requests, and says nothing more.
    process.kill(victim.pid, 'SIGSTOP');
    const asked = range(6).map((n) =>
      rig.page.request(
        'build.start',
        { projectId: 'web' },
        { startedBy: 'Ada' },
        { idempotencyKey: `press-${n}`, timeoutMs: 20_000 },
      ),
    );
    await victim.kill('SIGKILL');
    const ids = (await Promise.all(asked)).map(({ buildId }) => buildId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(await ends(rig, id)).toMatchObject({ type: 'completed' });
    const known = new Set(rig.events.map(({ data }) => data?.buildId));
    expect(known).toEqual(new Set(ids));
    for (const id of ids) {
      expect(historyOf(rig, id).filter(({ type }) => type === 'completed')).toHaveLength(1);
    }
  });

  test('waits for an agent that is being restarted; without a key it says at once that nobody is there', async () => {
    const rig = await startAgentRig();
    const web = makeGatedProject('web');
    const first = await rig.agent([web.dir]);
    await first.kill('SIGTERM');
    const ask = (options: { idempotencyKey?: string; timeoutMs: number }) =>
      rig.page.request('build.start', { projectId: 'web' }, {}, options);
    await expect(ask({ timeoutMs })).rejects.toMatchObject({ code: 'no-responders' });
    const asked = ask({ idempotencyKey: 'pressed', timeoutMs });
    await rig.agent([web.dir], { dataDir: first.dataDir });
    const { buildId } = await asked;
    web.release();
    expect(await ends(rig, buildId)).toMatchObject({ type: 'completed' });
  });
});
