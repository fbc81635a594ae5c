import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startAgentRig } from '../testing/agents.ts';
import { isAlive, PATIENCE_MS, temporaryDirectory, until } from '../testing/workbench.ts';

const projectId = 'stubborn';
const LOOP = "trap '' INT TERM HUP; echo $$ >>pids; while :; do sleep 0.1; done";
/** Two processes that only SIGKILL ends, one of them in a session of its own. */
const STUBBORN = `setsid sh -c "$LOOP" & eval "$LOOP"`;

test(
  'an agent that is killed leaves no process behind, and needs no next start for that',
  async () => {
    const dir = join(temporaryDirectory(), projectId);
    mkdirSync(dir);
    const stubborn = { command: STUBBORN, env: { LOOP } };
    const config = { build: { steps: [{ name: 'long', ...stubborn }] }, run: stubborn };
    writeFileSync(join(dir, 'slate.json'), JSON.stringify(config));
    const rig = await startAgentRig();
    const agent = await rig.agent([dir]);
    await rig.page.request('build.start', { projectId }, {});
    await rig.page.request('runtime.start', { projectId }, {});
    const pids = await until(() => {
      const found = readFileSync(join(dir, 'pids'), 'utf8').trim().split('\n').map(Number);
      expect(found).toHaveLength(4);
      return found;
    });
    onTestFinished(() => {
      for (const pid of pids.filter(isAlive)) process.kill(pid, 'SIGKILL');
    });
    expect(pids.filter(isAlive)).toEqual(pids);
    await agent.kill('SIGKILL');
    await until(() => expect(pids.filter(isAlive)).toEqual([]));
  },
  PATIENCE_MS * 2,
);
