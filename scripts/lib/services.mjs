import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { natsConfFor, natsEnv } from './natsConf.mjs';
import { natsAnswers, untilNatsAnswers } from './natsReady.mjs';
import { moduleFile, repoRoot } from './paths.mjs';
import { say } from './report.mjs';
import { passwordKey } from './secrets.mjs';
import { supervise, untilReady } from './supervise.mjs';

/**
 * @typedef {object} Running what every service is started with
 * @property {import('./settings.mjs').Settings} settings
 * @property {import('./secrets.mjs').Passwords} passwords
 * @property {ReturnType<typeof import('./processes.mjs').createProcesses>} processes
 * @property {string} node the pinned Node
 * @property {NodeJS.ProcessEnv} env
 * @property {AbortSignal} stopping
 */

/** Lines that need nobody: progress, and warnings of what is right on loopback by design. */
const dullLines =
  /\[(INF|DBG|TRC)\]|Plaintext passwords detected|Websocket not configured with TLS/;

/**
 * Runs nats-server. Its full log goes to a file; only what is wrong is shown.
 * @param {Running} running
 * @param {string} command
 */
export async function runNatsServer({ settings, passwords, processes, env, stopping }, command) {
  const log = createWriteStream(join(settings.dataDir, 'nats-server.log'), { mode: 0o600 });
  // A disk that fills up later costs the log, not the server.
  log.on('error', (error) => say(`nats-server.log cannot be written: ${error.message}`));
  const name = 'nats-server';
  const launch = async () => {
    const child = processes.start({
      name,
      command,
      args: ['--config', natsConfFor(command, settings.dataDir)],
      env: { ...env, ...natsEnv({ settings, passwords }) },
      cwd: settings.dataDir,
      onLine(line) {
        log.write(`${line}\n`);
        if (!dullLines.test(line)) say(`nats | ${line}`);
      },
    });
    const ready = (/** @type {AbortSignal} */ signal) =>
      untilNatsAnswers(settings.natsPort, signal);
    await untilReady({ name, child, timeoutMs: 15_000, ready });
    return child;
  };
  const mayLaunch = () => untilNobodyServes(settings.natsPort, stopping);
  await supervise({ name, launch, mayLaunch, signal: stopping });
}

/**
 * Somebody may have been quicker than us to start nats-server again; theirs is as good.
 * @param {number} port
 * @param {AbortSignal} signal
 */
async function untilNobodyServes(port, signal) {
  if (!(await natsAnswers(port))) return;
  say(`Another nats-server answers on port ${port} by now; using that one.`);
  while (await natsAnswers(port)) await sleep(500, undefined, { signal });
}

/**
 * Runs the agent; it is ready when it says so.
 * @param {Running} running
 */
export async function runAgent({ settings, passwords, processes, node, env, stopping }) {
  const name = 'agent';
  const launch = async () => {
    let markReady = () => {};
    const saidReady = new Promise((done) => {
      markReady = () => done(undefined);
    });
    const child = processes.start({
      name,
      command: node,
      args: [join(repoRoot, 'agent', 'main.ts')],
      env: {
        ...env,
        SLATE_NATS_URL: `nats://127.0.0.1:${settings.natsPort}`,
        [passwordKey('agent')]: passwords.agent,
        [passwordKey('responder')]: passwords.responder,
        SLATE_DATA_DIR: settings.dataDir,
        SLATE_PROJECTS: JSON.stringify(settings.projects),
      },
      cwd: repoRoot,
      onLine(line) {
        if (line === 'agent ready') markReady();
        else say(`agent | ${line}`);
      },
    });
    await untilReady({ name, child, timeoutMs: 30_000, ready: async () => void (await saidReady) });
    return child;
  };
  await supervise({ name, launch, signal: stopping });
}

/**
 * Runs Vite's dev server, which pushes changes of the sources into the page.
 * @param {Running} running
 */
export async function runDevServer({ settings, processes, node, env, stopping }) {
  const name = 'vite';
  const url = `http://127.0.0.1:${settings.webPort}/`;
  const launch = async () => {
    const vite = [moduleFile('vite/bin/vite.js'), '--host', '127.0.0.1', '--strictPort'];
    const child = processes.start({
      name,
      command: node,
      args: [...vite, '--port', String(settings.webPort), '--clearScreen', 'false'],
      env: { ...env, VITE_NATS_URL: settings.natsUrl },
      cwd: repoRoot,
      // Vite's own line with the URL would be a second one, before all is up.
      onLine: (line) => (line.includes('http://') ? undefined : say(`vite | ${line}`)),
    });
    await untilReady({
      name,
      child,
      timeoutMs: 30_000,
      ready: (signal) => untilServed(url, signal),
    });
    return child;
  };
  await supervise({ name, launch, signal: stopping });
}

/**
 * @param {string} url
 * @param {AbortSignal} signal
 */
async function untilServed(url, signal) {
  for (;;) {
    try {
      if ((await fetch(url, { signal })).ok) return;
    } catch {
      signal.throwIfAborted();
    }
    await sleep(100, undefined, { signal });
  }
}
