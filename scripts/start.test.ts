import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { natsPidFile } from './nats/natsConf.ts';
import { repoRoot } from './lib/paths.ts';
import { passwordKey, readSecrets } from './nats/secrets.ts';
import { isAlive } from '../agent/testing/workbench.ts';
import { onFreePorts } from '../src/lib/messaging/testing/ports.ts';
import { openTcp, pub } from './testing/natsWire.ts';
import { tempDir } from './testing/tempDir.ts';

/** The first start may have to build the page. */
const patienceMs = 110_000;
const LOOP = "trap '' INT TERM HUP; echo $$ >>pids; while :; do sleep 0.1; done";
/** Two processes that only SIGKILL ends, one of them in a session of its own. */
const STUBBORN = 'echo $PPID >agent; setsid sh -c "$LOOP" & eval "$LOOP"';

const waiting = { timeout: patienceMs, interval: 200 };
const until = <T>(check: () => T | Promise<T>) => vi.waitFor(check, waiting);
const pidsIn = (file: string) => readFileSync(file, 'utf8').trim().split('\n').map(Number);

/** `npm start` as in a terminal. */
async function startNpm(project: string, dataDir: string, ports: readonly number[]) {
  const [webPort = 0, natsPort = 0, natsWsPort = 0] = ports;
  const npm = spawn('npm', ['start', '--', '--project', project], {
    cwd: repoRoot,
    // The group that a terminal would send its Ctrl+C to.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      SLATE_WEB_PORT: String(webPort),
      SLATE_NATS_PORT: String(natsPort),
      SLATE_NATS_WS_PORT: String(natsWsPort),
      SLATE_DATA_DIR: dataDir,
    },
  });
  const { pid = 0 } = npm;
  const ended = once(npm, 'exit');
  const isRunning = () => npm.exitCode === null && npm.signalCode === null;
  let output = '';
  for (const stream of [npm.stdout, npm.stderr]) stream.on('data', (text) => (output += text));
  const send = (signal: NodeJS.Signals) => process.kill(-pid, signal);
  onTestFinished(async () => {
    if (isRunning()) send('SIGKILL');
    await ended;
  });
  await until(() => expect(output.includes('Slate is ready') || !isRunning()).toBe(true));
  if (!isRunning()) throw new Error(output);
  return { pid, natsPort, send, ended, output: () => output };
}

/** `npm start` with a build and a process that do not want to end. */
async function startBusy() {
  const dir = tempDir();
  const dataDir = join(dir, 'data');
  const project = join(dir, 'busy');
  mkdirSync(project);
  const stubborn = { command: STUBBORN, env: { LOOP } };
  const config = { build: { steps: [{ name: 'long', ...stubborn }] }, run: stubborn };
  writeFileSync(join(project, 'slate.json'), JSON.stringify(config));

  const npm = await onFreePorts(3, (...ports) => startNpm(project, dataDir, ports));
  const secrets = readSecrets(dataDir);
  const wire = await openTcp(npm.natsPort, 'editor', secrets[passwordKey('editor')] ?? '');
  onTestFinished(() => wire.close());
  await wire.ask(
    'SUB slate.build.queued.busy 1',
    'SUB slate.runtime.stopped.* 2',
    pub('slate.svc.u1.build.start.busy', '{}', '_INBOX.editor.1'),
    pub('slate.svc.u1.runtime.start.busy', '{}', '_INBOX.editor.2'),
  );
  const children = await until(() => {
    expect(existsSync(join(project, 'pids'))).toBe(true);
    const pids = pidsIn(join(project, 'pids'));
    expect(pids).toHaveLength(4);
    return pids;
  });
  const [agent = 0] = pidsIn(join(project, 'agent'));
  const all = [...pidsIn(natsPidFile(dataDir)), agent, ...children];
  onTestFinished(() => {
    for (const pid of all.filter(isAlive)) process.kill(pid, 'SIGKILL');
  });
  expect(all.filter(isAlive)).toEqual(all);
  return { ...npm, wire, agent, alive: () => all.filter(isAlive) };
}

test('one Ctrl+C, which npm passes on as well, stops everything in order', async () => {
  const { send, ended, wire, alive } = await startBusy();
  send('SIGINT');
  expect(await ended).toEqual([0, null]);
  expect(alive()).toEqual([]);
  const said = await wire.until(/MSG slate.runtime.stopped/);
  expect(said).toMatch(/MSG slate.build.queued.busy [^{]*{.*"attempt":2/);
});

test('a second Ctrl+C kills everything, also an agent that does not react', async () => {
  const { send, ended, output, agent, alive } = await startBusy();
  process.kill(agent, 'SIGSTOP');
  const pressed = vi.waitFor(() => {
    if (output().includes('Killing everything.')) return;
    send('SIGINT');
    throw new Error(output());
  }, waiting);
  await Promise.race([pressed, ended]);
  expect(await ended).toEqual([130, null]);
  expect(alive()).toEqual([]);
});

test('kill -9 of npm and all that runs beside it stops the rest in order', async () => {
  const { send, wire, alive } = await startBusy();
  send('SIGKILL');
  await until(() => expect(alive()).toEqual([]));
  const said = await wire.until(/MSG slate.runtime.stopped/);
  expect(said).toMatch(/MSG slate.build.queued.busy [^{]*{.*"attempt":2/);
});

test('kill -9 of npm alone stops everything in order', async () => {
  const { pid, wire, alive } = await startBusy();
  process.kill(pid, 'SIGKILL');
  await until(() => expect(alive()).toEqual([]));
  await wire.until(/MSG slate.runtime.stopped/);
});
