import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { natsEnv, writeNatsConf } from '../nats/natsConf.ts';
import { natsAnswers, untilNatsAnswers } from '../nats/natsReady.ts';
import { moduleFile, repoRoot } from '../lib/paths.ts';
import type { Processes } from './processes.ts';
import { say } from '../lib/report.ts';
import { passwordKey, type Passwords } from '../nats/secrets.ts';
import type { Settings } from '../lib/settings.ts';
import { supervise, untilReady } from './supervise.ts';

/** What every service is started with. */
export interface Context {
  readonly settings: Settings;
  readonly passwords: Passwords;
  readonly processes: Processes;
  readonly env: NodeJS.ProcessEnv;
  readonly stopping: AbortSignal;
}

/** Expected log lines, hidden. */
const expectedLines =
  /\[(INF|DBG|TRC)\]|Plaintext passwords detected|Websocket not configured with TLS/;

/** Runs nats-server. Its log goes to a file; warnings and errors are also shown. */
export async function runNatsServer(
  { settings, passwords, processes, env, stopping }: Context,
  command: string,
): Promise<void> {
  const log = createWriteStream(join(settings.dataDir, 'nats-server.log'), { mode: 0o600 });
  // A disk that fills up later costs the log, not the server.
  log.on('error', (error) => say(`nats-server.log cannot be written: ${error.message}`));
  const name = 'nats-server';
  await supervise({
    name,
    signal: stopping,
    mayLaunch: () => untilPortIsFree(settings.natsPort, stopping),
    async launch() {
      const child = processes.start({
        name,
        command,
        args: ['--config', writeNatsConf(command, settings.dataDir)],
        env: { ...env, ...natsEnv(settings, passwords) },
        cwd: settings.dataDir,
        onLine(line) {
          log.write(`${line}\n`);
          if (!expectedLines.test(line)) say(`nats | ${line}`);
        },
      });
      const ready = (signal: AbortSignal) => untilNatsAnswers(settings.natsPort, signal);
      await untilReady({ name, child, timeoutMs: 15_000, ready });
      return child;
    },
  });
}

/** Somebody may have been quicker to start nats-server again; theirs is as good. */
async function untilPortIsFree(port: number, signal: AbortSignal): Promise<void> {
  if (!(await natsAnswers(port))) return;
  say(`Another nats-server answers on port ${port}; using that one.`);
  while (await natsAnswers(port)) await sleep(500, undefined, { signal });
}

/** Runs the agent; it is ready when it says so. */
export async function runAgent(context: Context): Promise<void> {
  const { settings, passwords, processes, env, stopping } = context;
  const name = 'agent';
  await supervise({
    name,
    signal: stopping,
    async launch() {
      const { promise, resolve } = Promise.withResolvers<void>();
      const child = processes.start({
        name,
        command: process.execPath,
        args: [join(repoRoot, 'agent', 'main.ts')],
        env: {
          ...env,
          SLATE_NATS_URL: `nats://127.0.0.1:${settings.natsPort}`,
          [passwordKey('agent')]: passwords.agent,
          [passwordKey('responder')]: passwords.responder,
          SLATE_DATA_DIR: settings.dataDir,
          SLATE_PROJECTS: JSON.stringify(settings.projects),
          SLATE_EDITABLE: JSON.stringify(settings.editable),
        },
        cwd: repoRoot,
        onLine(line) {
          if (line === 'agent ready') resolve();
          else say(`agent | ${line}`);
        },
      });
      await untilReady({ name, child, timeoutMs: 30_000, ready: () => promise });
      return child;
    },
  });
}

/** Runs Vite's dev server, which pushes changed sources into the page. */
export async function runDevServer(context: Context): Promise<void> {
  const { settings, processes, env, stopping } = context;
  const name = 'vite';
  await supervise({
    name,
    signal: stopping,
    async launch() {
      const vite = [moduleFile('vite/bin/vite.js'), '--host', '127.0.0.1', '--strictPort'];
      const child = processes.start({
        name,
        command: process.execPath,
        args: [...vite, '--port', String(settings.webPort), '--clearScreen', 'false'],
        env: { ...env, VITE_NATS_URL: settings.natsUrl },
        cwd: repoRoot,
        // Vite's own line with the URL would be a second one, before everything is up.
        onLine: (line) => (line.includes('http://') ? undefined : say(`vite | ${line}`)),
      });
      const ready = (signal: AbortSignal) =>
        untilServed(`http://127.0.0.1:${settings.webPort}/`, signal);
      await untilReady({ name, child, timeoutMs: 30_000, ready });
      return child;
    },
  });
}

async function untilServed(url: string, signal: AbortSignal): Promise<void> {
  const isServed = () =>
    fetch(url, { signal }).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await isServed())) await sleep(100, undefined, { signal });
}
