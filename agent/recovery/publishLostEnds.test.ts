import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createBuilds } from '../build/builds.ts';
import { publishLostEnds } from './publishLostEnds.ts';
import { openUnfinishedWork } from './unfinished.ts';
import {
  createProject,
  createWorkbench,
  isAlive,
  PATIENCE_MS,
  temporaryDirectory,
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

describe('after a crash', { timeout: PATIENCE_MS * 2 }, () => {
  test('what ran is published as failed, once', async () => {
    const first = await setUp();
    const project = withSteps(step('done', 'true'), step('long', ENDLESS), step('after', 'true'));
    const buildId = await first.builds.start(project, BY_ADA);
    await until(() => expect(first.client.dataOf('build.log')).toHaveLength(1));
    first.tools.running.saveSession({ projectId: 'web', sessionId: 'web-1', startedAt: 1 });

    // What a kill at this moment leaves on disk.
    const dataDir = temporaryDirectory();
    copyFileSync(join(first.dataDir, 'running.json'), join(dataDir, 'running.json'));
    const second = await createWorkbench(dataDir);
    await publishLostEnds(second.tools.publisher, second.tools.running);
    expect(second.client.dataOf('build.failed')).toMatchObject([
      {
        buildId,
        message: 'The agent was lost',
        steps: [{ status: 'passed' }, { status: 'failed' }, { status: 'skipped' }],
      },
    ]);
    expect(second.client.dataOf('runtime.error')).toMatchObject([{ projectId: 'web' }]);
    expect(second.client.dataOf('runtime.stopped')).toEqual([{ projectId: 'web', exitCode: null }]);
    expect(openUnfinishedWork(dataDir).leftovers).toEqual({ builds: [], sessions: [] });
    await first.builds.close(100);
  });

  test('leftover processes are ended, strangers with an old pid are not', async () => {
    const first = await setUp();
    await first.builds.start(withSteps(step('long', ENDLESS)), BY_ADA);
    const pid = await until(() => {
      expect(first.client.dataOf('build.log')).toHaveLength(1);
      return Number(first.client.dataOf('build.log')[0]?.message);
    });
    const file = join(first.dataDir, 'agent-children.json');
    expect(readFileSync(file, 'utf8')).toContain(`"pid":${pid}`);

    // The same pid with another start time is somebody else.
    const stranger = await createWorkbench();
    const { tree } = stranger.tools.startProcess(
      { command: 'sleep', args: ['300'], cwd: '/', env: {} },
      () => undefined,
    );
    const records = readFileSync(file, 'utf8').replace(
      '"children":[',
      `"children":[{"pid":${tree?.pid},"started":"long ago","marker":"none"},`,
    );
    writeFileSync(file, records);

    await createWorkbench(first.dataDir);
    expect(isAlive(pid)).toBe(false);
    expect(isAlive(tree?.pid ?? 0)).toBe(true);
  });
});
