import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnvFile } from '../scripts/lib/envFile.mjs';
import { natsPidFile } from '../scripts/lib/natsConf.mjs';
import { moduleFile, repoRoot } from '../scripts/lib/paths.mjs';
import { createProcesses } from '../scripts/lib/processes.mjs';
import { passwordKey } from '../scripts/lib/secrets.mjs';
import { untilReady } from '../scripts/lib/supervise.mjs';
import { freePorts } from '../scripts/testing/freePorts.ts';
import { makeProject, type ProjectName, type TempProject } from './projects.ts';

const node = moduleFile('node/bin/node');
/** The first start also builds the page. */
const startLimitMs = 120_000;
/** The agent ends its builds and runtimes first. */
const stopLimitMs = 15_000;

/** Everything that a page needs, really running, on ports and in a directory of its own. */
export interface Stack {
  /** Of the page, without a slash at its end. */
  readonly url: string;
  readonly natsPort: number;
  /** Of the user `agent`: what any publisher has. */
  readonly agentPassword: string;
  /** What the processes said so far. */
  readonly output: readonly string[];
  /** Ends all of it and removes its files. */
  stop(): Promise<void>;
}

/** What `npm start` brings up. */
export interface FullStack extends Stack {
  /** Of the user `editor`, which any page is. */
  readonly editorPassword: string;
  /** Of the user `responder`: who answers commands. */
  readonly responderPassword: string;
  project(name: ProjectName): TempProject;
  /** `kill -9`; npm start brings it back. */
  killNatsServer(): void;
}

/** Starts everything the way that people do: with the program behind `npm start`. */
export async function startSlate(names: readonly ProjectName[]): Promise<FullStack> {
  const place = await makePlace();
  const projects = new Map(names.map((name) => [name, makeProject(place.dir, name)]));
  const { processes, output, env } = place;
  const args = [...projects.values()].flatMap(({ dir }) => ['--project', dir]);
  let markReady = (_url: string) => {};
  const url = new Promise<string>((done) => (markReady = done));
  const child = processes.start({
    name: 'npm start',
    command: node,
    args: [join(repoRoot, 'scripts', 'start.mjs'), ...args],
    env,
    cwd: repoRoot,
    onLine(line) {
      output.push(line);
      const ready = /^Slate is ready at (\S+)\/$/.exec(line)?.[1];
      if (ready !== undefined) markReady(ready);
    },
  });
  const stop = async () => {
    await child.end(stopLimitMs);
    await place.remove();
  };
  await orStop(stop, output, () =>
    untilReady({
      name: 'npm start',
      child,
      timeoutMs: startLimitMs,
      ready: async () => void (await url),
    }),
  );
  const secrets = parseEnvFile(readFileSync(join(place.dataDir, 'secrets.env'), 'utf8'));
  return {
    url: await url,
    natsPort: place.natsPort,
    agentPassword: secrets[passwordKey('agent')] ?? '',
    editorPassword: secrets[passwordKey('editor')] ?? '',
    responderPassword: secrets[passwordKey('responder')] ?? '',
    output,
    project(name) {
      const project = projects.get(name);
      if (!project) throw new Error(`This stack has no project ${name}.`);
      return project;
    },
    killNatsServer: () =>
      process.kill(Number(readFileSync(natsPidFile(place.dataDir), 'utf8')), 'SIGKILL'),
    stop,
  };
}

/** A directory and three ports, and processes that end with this one whatever happens. */
export async function makePlace() {
  const dir = mkdtempSync(join(tmpdir(), 'slate e2e-'));
  const dataDir = join(dir, 'data');
  mkdirSync(dataDir);
  const [webPort, natsPort, natsWsPort] = await freePorts(3);
  const processes = createProcesses();
  const output: string[] = [];
  return {
    dir,
    dataDir,
    natsPort,
    processes,
    output,
    env: {
      ...process.env,
      SLATE_WEB_PORT: String(webPort),
      SLATE_NATS_PORT: String(natsPort),
      SLATE_NATS_WS_PORT: String(natsWsPort),
      SLATE_DATA_DIR: dataDir,
      // Of whoever runs the tests; empty, it follows from the port.
      VITE_NATS_URL: '',
    },
    async remove() {
      await processes.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** Runs `start`; if it fails, ends what runs already and tells what was said. */
export async function orStop(
  stop: () => Promise<void>,
  output: readonly string[],
  start: () => Promise<void>,
): Promise<void> {
  try {
    await start();
  } catch (error) {
    await stop();
    throw new Error(`Slate did not start:\n${output.join('\n')}`, { cause: error });
  }
}
