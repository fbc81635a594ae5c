import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { parseJson } from '../catalog/codec.ts';
import { until } from './until.ts';

export interface NatsServerOptions {
  readonly jetstream?: boolean;
  /** Such as `authorization { … }`. */
  readonly config?: string;
  /** A whole configuration instead, with the given ports; -1 is any free one. */
  readonly configFor?: (ports: NatsPorts, binary: string) => NatsConfig;
}

export interface NatsPorts {
  readonly nats: number;
  readonly websocket: number;
}

export interface NatsConfig {
  readonly text: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A real nats-server on ports of its own. */
export interface NatsServer {
  readonly wsUrl: string;
  readonly tcpUrl: string;
  readonly wsPort: number;
  readonly tcpPort: number;
  readonly version: string;
  /** Like a crash; waits until it is gone. */
  kill(): Promise<void>;
  restart(options?: NatsServerOptions): Promise<void>;
  /** Only while it is down. */
  wipe(): Promise<void>;
  /** Stops its threads; sockets stay open. */
  freeze(): void;
  /** Such as SIGUSR2 for lame duck mode or SIGHUP to reload. */
  signal(name: NodeJS.Signals): void;
  /** Ports and store stay. */
  reload(options: NatsServerOptions): Promise<void>;
  /** The end of its log. */
  log(): string;
  thaw(): void;
  dispose(): Promise<void>;
}

/** The program to test with: SLATE_NATS_SERVER_BIN, or `nats-server` on the PATH. */
async function findBinary(): Promise<string> {
  const named = process.env.SLATE_NATS_SERVER_BIN;
  const candidates = named
    ? [named]
    : (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'nats-server'));
  for (const candidate of candidates) {
    const usable = await access(candidate, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (usable) return candidate;
  }
  throw new Error(
    named
      ? `SLATE_NATS_SERVER_BIN is ${named}, which can’t be run.`
      : 'These tests need nats-server: put it on the PATH or set SLATE_NATS_SERVER_BIN. ' +
          '`npm test` finds or installs one.',
  );
}

const CONFIG_FILE = 'nats.conf';
const MAX_LOG_CHARS = 20_000;
const PORT_BUSY_MS = 20_000;

interface Running {
  readonly process: ChildProcess;
  readonly ports: NatsPorts;
  readonly log: () => string;
}

export async function startNatsServer(options: NatsServerOptions = {}): Promise<NatsServer> {
  const binary = await findBinary();
  const folder = await mkdtemp(join(tmpdir(), 'slate-nats-'));
  const first = await launch(binary, folder, options, { nats: -1, websocket: -1 });
  const { ports } = first;
  let running: Running | null = first;

  const kill = async () => {
    const victim = running;
    running = null;
    if (victim) await end(victim.process);
  };
  return {
    wsUrl: `ws://127.0.0.1:${ports.websocket}`,
    tcpUrl: `nats://127.0.0.1:${ports.nats}`,
    wsPort: ports.websocket,
    tcpPort: ports.nats,
    version: await readVersion(ports.nats),
    kill,
    async restart(again = options) {
      await kill();
      running = await relaunch(binary, folder, again, ports);
    },
    wipe: () => rm(join(folder, 'store'), { recursive: true, force: true }),
    freeze: () => void running?.process.kill('SIGSTOP'),
    thaw: () => void running?.process.kill('SIGCONT'),
    signal: (name) => void running?.process.kill(name),
    async reload(again) {
      await writeFile(join(folder, CONFIG_FILE), configOf(binary, folder, again, ports).text);
      const reloads = () => running?.log().split('Reloaded server configuration').length ?? 0;
      const before = reloads();
      running?.process.kill('SIGHUP');
      await until(() => reloads() > before);
    },
    log: () => running?.log() ?? '',
    async dispose() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** While it was down, another connection may have taken its port. */
async function relaunch(...args: Parameters<typeof launch>): Promise<Running> {
  const deadline = Date.now() + PORT_BUSY_MS;
  for (;;) {
    try {
      return await launch(...args);
    } catch (error) {
      if (!/address already in use/.test(String(error)) || Date.now() > deadline) throw error;
    }
  }
}

async function launch(
  binary: string,
  folder: string,
  options: NatsServerOptions,
  ports: NatsPorts,
): Promise<Running> {
  const configFile = join(folder, CONFIG_FILE);
  const { text, env } = configOf(binary, folder, options, ports);
  await writeFile(configFile, text);
  // The server writes its ports into a file named after its process.
  await removePortFiles(folder);
  const child = spawn(binary, ['--config', configFile, '--ports_file_dir', folder], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => {
    log = (log + chunk.toString()).slice(-MAX_LOG_CHARS);
  });
  try {
    const got = await until(async () => {
      if (child.exitCode !== null) throw new Error(`nats-server did not start:\n${log}`);
      return readPorts(folder);
    }, 'nats-server has written its ports');
    return { process: child, ports: got, log: () => log };
  } catch (error) {
    await end(child);
    throw error;
  }
}

function configOf(
  binary: string,
  folder: string,
  options: NatsServerOptions,
  ports: NatsPorts,
): NatsConfig {
  if (options.configFor) return options.configFor(ports, binary);
  const jetstream = options.jetstream === false ? '' : `jetstream { store_dir: "${folder}/store" }`;
  const text = `
    host: 127.0.0.1
    port: ${ports.nats}
    websocket { host: 127.0.0.1, port: ${ports.websocket}, no_tls: true }
    ${jetstream}
    ${options.config ?? ''}
  `;
  return { text };
}

async function portFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  return names.filter((name) => name.endsWith('.ports')).map((name) => join(folder, name));
}

async function removePortFiles(folder: string): Promise<void> {
  for (const file of await portFiles(folder)) await rm(file);
}

async function readPorts(folder: string): Promise<NatsPorts | null> {
  const [file] = await portFiles(folder);
  if (!file) return null;
  try {
    const urls = parseJson(await readFile(file, 'utf8')) as Record<string, readonly string[]>;
    const portOf = (kind: string) => Number(new URL(urls[kind]?.[0] ?? '').port);
    return { nats: portOf('nats'), websocket: portOf('websocket') };
  } catch {
    // Half written.
    return null;
  }
}

/** The server greets with its version. */
function readVersion(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('error', reject);
    socket.once('data', (greeting: Buffer) => {
      socket.destroy();
      resolve(/"version":"([^"]+)"/.exec(greeting.toString())?.[1] ?? '');
    });
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
  });
  child.kill('SIGKILL');
  await gone;
}
