import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensurePageBuild } from '../../scripts/page/pageBuild.ts';
import { ensureSecrets } from '../../scripts/nats/secrets.ts';
import { runAgent } from '../../scripts/processes/services.ts';
import { readSettings } from '../../scripts/lib/settings.ts';
import { startWebServer } from '../../scripts/page/webServer.ts';
import { productConfig } from '../../scripts/testing/natsProcess.ts';
import { startNatsServer } from '../../src/lib/messaging/testing/natsServer.ts';
import { type Proxy, startProxy } from '../../src/lib/messaging/testing/proxy.ts';
import { makeProject, type ProjectName, type TempProject } from './projects.ts';
import { makePlace, orStop, type Stack } from './stack.ts';

interface BareOptions {
  readonly jetstream: boolean;
  /** What to serve instead of the product's page. */
  readonly dir?: string;
}

/** A page and a nats-server that the test starts, kills and cuts off; no agent at first. */
export interface BareStack extends Stack {
  /** Of the user `editor`, which any page is. */
  readonly editorPassword: string;
  /** Of the user `operator`, who may do everything; purge a stream, for example. */
  readonly operatorPassword: string;
  /** The way from page to server; the agent and publishers have one of their own. */
  readonly link: Proxy;
  readonly nats: NatsProcess;
  /** Starts an agent that hosts one project. */
  startAgent(name: ProjectName): Promise<TempProject>;
  /** Of a project that its agent hosts. */
  projectDir(name: ProjectName): string;
  /** `kill -9`; it is started again. */
  killAgent(): void;
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
  const place = makePlace();
  const { output, env, dataDir, processes } = place;
  const passwords = ensureSecrets(dataDir);
  const operatorPassword = randomUUID();
  const stopping = new AbortController();
  const stops = [place.remove];
  const stop = async () => {
    stopping.abort();
    for (const stopOne of stops.toReversed()) await stopOne();
  };
  const configFor = (webPort: number, withJetStream: boolean) =>
    productConfig(dataDir, passwords, webPort, (conf) => {
      const operator = `{ user: operator, password: "${operatorPassword}" }`;
      const full = replaced(conf, /^ {2}users: \[$/m, (users) => `${users}\n    ${operator}`);
      return withJetStream ? full : replaced(full, /^jetstream \{[^}]*\}$/m, () => '');
    });
  // The page's HTML names the link, the server's configuration the page: the server comes last.
  let natsWsPort = 0;
  const link = await startProxy(() => natsWsPort);
  stops.push(link.close);
  const { server, webPort } = await orStop(stop, output, async () => {
    const natsUrl = `ws://127.0.0.1:${link.port}`;
    const web = await startWebServer({ dir: dir ?? (await ensurePageBuild()), port: 0, natsUrl });
    stops.push(web.close);
    return { webPort: web.port, server: await startNatsServer(configFor(web.port, jetstream)) };
  });
  stops.unshift(server.dispose);
  natsWsPort = server.wsPort;
  let isUp = true;
  let agent: ReturnType<typeof processes.start> | undefined;
  return {
    url: `http://127.0.0.1:${webPort}`,
    natsPort: server.tcpPort,
    agentPassword: passwords.agent,
    editorPassword: passwords.editor,
    operatorPassword,
    output,
    link,
    nats: {
      async start(options) {
        if (!isUp) await server.restart(configFor(webPort, options.jetstream));
        isUp = true;
      },
      async kill() {
        await server.kill();
        isUp = false;
      },
      wipe: () => rmSync(join(dataDir, 'nats'), { recursive: true, force: true }),
    },
    async startAgent(name) {
      const project = makeProject(place.dir, name);
      const settings = readSettings({ env, args: [], cwd: place.dir });
      await runAgent({
        settings: { ...settings, natsPort: server.tcpPort, projects: [project.dir] },
        passwords,
        processes: {
          ...processes,
          start(program) {
            agent = processes.start(program);
            return agent;
          },
        },
        env,
        stopping: stopping.signal,
      });
      return project;
    },
    projectDir: (name) => join(place.dir, name),
    killAgent() {
      if (agent?.pid === undefined) throw new Error('No agent runs.');
      process.kill(agent.pid, 'SIGKILL');
    },
    stop,
  };
}

function replaced(text: string, part: RegExp, by: (part: string) => string): string {
  if (!part.test(text)) throw new Error(`nats-server.conf has no ${part.source}.`);
  return text.replace(part, by);
}
