import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { natsConfFile, natsEnv } from '../scripts/lib/natsConf.mjs';
import { untilNatsAnswers } from '../scripts/lib/natsReady.mjs';
import { ensurePageBuild } from '../scripts/lib/pageBuild.mjs';
import { moduleFile } from '../scripts/lib/paths.mjs';
import { ensureSecrets } from '../scripts/lib/secrets.mjs';
import { runAgent } from '../scripts/lib/services.mjs';
import { readSettings } from '../scripts/lib/settings.mjs';
import { untilReady } from '../scripts/lib/supervise.mjs';
import { natsServerForTests } from '../scripts/lib/tools.mjs';
import { startWebServer } from '../scripts/lib/webServer.mjs';
import { type Proxy, startProxy } from '../src/lib/messaging/testing/proxy.ts';
import { makeProject, type ProjectName, type TempProject } from './projects.ts';
import { makePlace, orStop, type Stack } from './stack.ts';

const node = moduleFile('node/bin/node');

interface BareOptions {
  readonly jetstream: boolean;
  /** What to serve instead of the product's page. */
  readonly dir?: string;
}

/** A page and a nats-server that the test starts, kills and cuts off, and nobody who builds. */
export interface BareStack extends Stack {
  /** Of the user `editor`, which any page is. */
  readonly editorPassword: string;
  /** Of the user `operator`, who may do everything; purge a stream, for example. */
  readonly operatorPassword: string;
  /** The way from page to server; the agent and publishers have one of their own. */
  readonly link: Proxy;
  readonly nats: NatsProcess;
  /** Brings an agent that hosts one project. */
  startAgent(name: ProjectName): Promise<TempProject>;
}

interface NatsProcess {
  /** Does nothing if it runs. */
  start(options: Pick<BareOptions, 'jetstream'>): Promise<void>;
  kill(): Promise<void>;
  /** Deletes what it has stored; only while it is down. */
  wipe(): void;
}

/** Starts a nats-server, with or without JetStream, and the page. */
export async function startBare({ jetstream, dir }: BareOptions): Promise<BareStack> {
  const place = await makePlace();
  const { output, env } = place;
  const settings = readSettings({ env, args: [], cwd: place.dir });
  const passwords = ensureSecrets(place.dataDir);
  const operatorPassword = randomUUID();
  const stopping = new AbortController();
  const link = await startProxy(settings.natsWsPort);
  const nats = natsProcess(place, operatorPassword, natsEnv({ settings, passwords }));
  const web = { close: async () => {} };
  const stop = async () => {
    stopping.abort();
    await web.close();
    await place.remove();
    await link.close();
  };
  await orStop(stop, output, async () => {
    await nats.start({ jetstream });
    const served = {
      dir: dir ?? (await ensurePageBuild(node)),
      port: settings.webPort,
      natsUrl: `ws://127.0.0.1:${link.port}`,
    };
    Object.assign(web, await startWebServer(served));
  });
  return {
    url: `http://127.0.0.1:${settings.webPort}`,
    natsPort: settings.natsPort,
    agentPassword: passwords.agent,
    editorPassword: passwords.editor,
    operatorPassword,
    output,
    link,
    nats,
    async startAgent(name) {
      const project = makeProject(place.dir, name);
      await runAgent({
        settings: { ...settings, projects: [project.dir] },
        passwords,
        processes: place.processes,
        node,
        env,
        stopping: stopping.signal,
      });
      return project;
    },
    stop,
  };
}

function natsProcess(
  { dir, dataDir, natsPort, processes, output, env }: Awaited<ReturnType<typeof makePlace>>,
  operatorPassword: string,
  confEnv: Readonly<Record<string, string>>,
): NatsProcess {
  let running: ReturnType<typeof processes.start> | null = null;
  return {
    async start({ jetstream }) {
      if (running) return;
      const conf = join(dir, 'nats-server.conf');
      writeFileSync(conf, confText({ jetstream, operatorPassword }));
      const { SLATE_NATS_SERVER_BIN: command } = await natsServerForTests();
      running = processes.start({
        name: 'nats-server',
        command,
        args: ['--config', conf],
        env: { ...env, ...confEnv },
        cwd: dataDir,
        onLine: (line) => output.push(line),
      });
      await untilReady({
        name: 'nats-server',
        child: running,
        timeoutMs: 15_000,
        ready: (signal) => untilNatsAnswers(natsPort, signal),
      });
    },
    async kill() {
      await running?.end(0);
      await running?.ended;
      running = null;
    },
    wipe: () => rmSync(join(dataDir, 'nats'), { recursive: true, force: true }),
  };
}

/** The product's, with one user more, and perhaps without JetStream. */
function confText({
  jetstream,
  operatorPassword,
}: {
  jetstream: boolean;
  operatorPassword: string;
}): string {
  const conf = readFileSync(natsConfFile, 'utf8');
  const operator = `{ user: operator, password: "${operatorPassword}" }`;
  const withOperator = replaced(conf, /^ {2}users: \[$/m, (users) => `${users}\n    ${operator}`);
  return jetstream ? withOperator : replaced(withOperator, /^jetstream \{[^}]*\}$/m, () => '');
}

function replaced(text: string, part: RegExp, by: (part: string) => string): string {
  if (!part.test(text)) throw new Error(`nats-server.conf has no ${part.source}.`);
  return text.replace(part, by);
}
