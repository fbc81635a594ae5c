import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';
import { startNats } from '../../scripts/testing/natsProcess.ts';
import { passwordKey } from '../../scripts/nats/secrets.ts';
import {
  createClient,
  type Delivery,
  type MessagingClient,
} from '../../src/lib/messaging/index.ts';
import { connectNats } from '../broker/nats.ts';
import { openCatalog, openCommands } from '../../src/catalogs/open/index.ts';
import { temporaryDirectory, until } from './workbench.ts';

type BuildDelivery = Delivery<`slate.build.*.${string}`>;
export type BuildEvent = Exclude<BuildDelivery['event'], { type: 'log' | 'partial' }>;

/** One real agent in a process of its own. */
export interface AgentProcess {
  readonly pid: number;
  readonly dataDir: string;
  readonly said: readonly string[];
  /** Resolves when the process is gone. */
  readonly gone: Promise<unknown>;
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
}

/** Where agents and pages of a test connect. */
export interface TestServer {
  readonly url: string;
  readonly passwords: Readonly<Record<'agent' | 'responder' | 'editor', string>>;
}

/** A real server, agents that a test starts on it, and a page that asks and reads along. */
export interface AgentRig {
  readonly page: MessagingClient;
  /** All build events of all projects but log lines, in the order in which they were stored. */
  readonly events: readonly BuildEvent[];
  /** Everything that builds printed, by project. */
  readonly printed: readonly { readonly projectId: string; readonly message: string }[];
  /** Starts an agent and waits until it is ready, unless it ends before. */
  agent(dirs: readonly string[], options?: AgentOptions): Promise<AgentProcess>;
}

export interface AgentOptions {
  readonly dataDir?: string;
  readonly ackWaitMs?: number;
  /** What people call it. */
  readonly name?: string;
  /** More settings. */
  readonly env?: Readonly<Record<string, string>>;
}

const MAIN = resolve(import.meta.dirname, '..', 'main.ts');

/** A server with the project's own permissions. */
async function ownServer(): Promise<TestServer> {
  const nats = await startNats(temporaryDirectory('slate-nats'));
  onTestFinished(() => nats.dispose());
  return { url: nats.tcpUrl, passwords: nats.passwords };
}

export async function startAgentRig(given?: TestServer): Promise<AgentRig> {
  const server = given ?? (await ownServer());
  const { url, passwords } = server;
  const page = createClient({
    catalog: openCatalog,
    commands: openCommands,
    connect: connectNats({
      url,
      user: 'editor',
      password: passwords.editor,
      inboxPrefix: '_INBOX.editor',
      name: 'page',
    }),
    userId: 'u1',
    inboxPrefix: '_INBOX.editor',
  });
  onTestFinished(() => page.close({ drainMs: 0 }));
  const events: BuildEvent[] = [];
  const printed: { projectId: string; message: string }[] = [];
  page.follow('slate.build.*.*', 'all', {
    onEvents(deliveries) {
      for (const { event } of deliveries) {
        if (event.type === 'partial') continue;
        if (event.type !== 'log') events.push(event);
        else printed.push({ projectId: event.projectId, message: event.data?.message ?? '' });
      }
    },
  });
  return {
    page,
    events,
    printed,
    agent: (dirs, options = {}) => startAgent(server, dirs, options),
  };
}

async function startAgent(
  { url, passwords }: TestServer,
  dirs: readonly string[],
  { dataDir = temporaryDirectory('slate-agent'), ackWaitMs, name, env = {} }: AgentOptions,
): Promise<AgentProcess> {
  const child = spawn(process.execPath, [MAIN], {
    env: {
      ...process.env,
      ...env,
      SLATE_NATS_URL: url,
      [passwordKey('agent')]: passwords.agent,
      [passwordKey('responder')]: passwords.responder,
      SLATE_DATA_DIR: dataDir,
      SLATE_PROXY_PORT: env.SLATE_PROXY_PORT ?? '0',
      SLATE_PROJECTS: JSON.stringify(dirs),
      ...(name === undefined ? {} : { SLATE_AGENT_NAME: name }),
      ...(ackWaitMs === undefined ? {} : { SLATE_BUILD_ACK_WAIT_MS: String(ackWaitMs) }),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const gone = once(child, 'exit');
  onTestFinished(() => end(child, gone, 'SIGKILL'));
  const said: string[] = [];
  let ready = false;
  child.stdout.on('data', (text: Buffer) => {
    if (text.toString().includes('agent ready')) ready = true;
  });
  child.stderr.on('data', (text: Buffer) => said.push(...text.toString().trimEnd().split('\n')));
  await until(() => {
    if (!ready && child.exitCode === null && child.signalCode === null) {
      throw new Error(`the agent is not ready:\n${said.join('\n')}`);
    }
  });
  return {
    pid: child.pid ?? 0,
    dataDir,
    said,
    gone,
    kill: (signal) => end(child, gone, signal),
  };
}

async function end(child: ChildProcess, gone: Promise<unknown>, signal: NodeJS.Signals) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await gone;
}

/** A project with a process that runs until it is stopped. */
export function makeRunnableProject(projectId: string): { readonly dir: string } {
  const dir = join(temporaryDirectory('slate-project'), projectId);
  mkdirSync(dir);
  writeFileSync(join(dir, 'slate.json'), JSON.stringify({ run: { command: 'exec sleep 600' } }));
  return { dir };
}

/** A project whose build says which agent runs it, and goes on until it is let go. */
export interface GatedProject {
  readonly projectId: string;
  readonly dir: string;
  /** Lets this and all later builds end. */
  release(): void;
}

export function makeGatedProject(projectId: string, firstCommand = 'true'): GatedProject {
  const dir = join(temporaryDirectory('slate-project'), projectId);
  mkdirSync(dir);
  const gate = join(dir, 'gate');
  const steps = [
    { name: 'first', command: firstCommand },
    { name: 'gate', command: `echo "agent $PPID"; while [ ! -e gate ]; do sleep 0.05; done` },
  ];
  writeFileSync(join(dir, 'slate.json'), JSON.stringify({ build: { steps } }));
  return { projectId, dir, release: () => writeFileSync(gate, '') };
}
