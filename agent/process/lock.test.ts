import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startAgentRig } from '../testing/agents.ts';
import { PATIENCE_MS, temporaryDirectory, until } from '../testing/workbench.ts';

const LOCK = JSON.stringify(join(import.meta.dirname, 'lock.ts'));

/** A process that says whether it got the lock, and lives until the test is over. */
async function contender(dataDir: string): Promise<string> {
  const code = `import { lockDataDir } from ${LOCK};
    try { lockDataDir(process.argv[1]); console.log('got it'); } catch (error) { console.log(error.message); }
    setInterval(() => {}, 1_000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code, dataDir]);
  onTestFinished(() => void child.kill('SIGKILL'));
  const [output] = (await Promise.race([
    once(child.stdout, 'data'),
    once(child, 'exit'),
  ])) as unknown[];
  return String(output).trim();
}

test.each([
  ['nothing', undefined],
  ['a process that has ended', `${spawnSync('true').pid} before\n`],
  ['a stranger with its number', `${process.pid} before\n`],
  ['half a file', `${process.pid}`],
])('of several agents one gets a data directory held by %s', async (_, holder) => {
  const dataDir = temporaryDirectory();
  if (holder) writeFileSync(join(dataDir, 'agent.lock'), holder);
  const said = await Promise.all(Array.from({ length: 4 }, () => contender(dataDir)));
  const refusals = said.filter((words) => words !== 'got it');
  expect(refusals).toHaveLength(3);
  for (const words of refusals) {
    expect(words).toMatch(/^Another agent \(pid \d+\) uses .*: stop it, or set SLATE_DATA_DIR\.$/);
  }
  expect(readdirSync(dataDir)).toEqual(['agent.lock']);
});

test('of two agents that start at once with one data directory, one says why it ends', {
  timeout: PATIENCE_MS * 2,
}, async () => {
  const rig = await startAgentRig();
  const dataDir = temporaryDirectory();
  const agents = await Promise.all([rig.agent([], { dataDir }), rig.agent([], { dataDir })]);
  const refused = await until(() => Promise.race(agents.map(({ gone }, i) => gone.then(() => i))));
  const [loser, winner] = refused === 0 ? agents : agents.toReversed();
  expect(loser?.said).toEqual([
    `Another agent (pid ${winner?.pid}) uses ${dataDir}: stop it, or set SLATE_DATA_DIR.`,
  ]);
  await winner?.kill('SIGTERM');
});
