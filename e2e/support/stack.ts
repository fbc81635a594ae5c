import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { natsPidFile } from '../../scripts/nats/natsConf.ts';
import { repoRoot } from '../../scripts/lib/paths.ts';
import { createProcesses } from '../../scripts/processes/processes.ts';
import { passwordKey, readSecrets } from '../../scripts/nats/secrets.ts';
import { untilReady } from '../../scripts/processes/supervise.ts';
import { onFreePorts } from '../../src/lib/messaging/testing/ports.ts';
import { makeProject, type ProjectName, type TempProject } from './projects.ts';

/** The first start also builds the page. */
const startLimitMs = 120_000;
/** The agent stops its builds and runtimes first. */
const stopLimitMs = 15_000;

/** Everything that a page needs, really running, on ports and in a directory of its own. */
export interface Stack {
  /** Of the page, without a slash at its end. */
  readonly url: string;
  readonly natsPort: number;
  /** Of the user `agent`: what any publisher has. */
  readonly agentPassword: string;
  /** The output of the processes so far. */
  readonly output: readonly string[];
  /** Stops all of it and removes its files. */
  stop(): Promise<void>;
}

/** What `npm start` brings up. */
export interface FullStack extends Stack {
  /** Of the user `editor`, which any page is. */
  readonly editorPassword: string;
  /** Of the user `responder`, which answers commands. */
  readonly responderPassword: string;
  project(name: ProjectName): TempProject;
  /** `kill -9`; npm start brings it back. */
  killNatsServer(): void;
}

/** Starts everything as people do: with the program behind `npm start`. */
export function startSlate(names: readonly ProjectName[]): Promise<FullStack> {
  return onFreePorts(3, async (webPort = 0, natsPort = 0, natsWsPort = 0) => {
    const place = makePlace();
    const projects = new Map(names.map((name) => [name, makeProject(place.dir, name)]));
    const { processes, output, dataDir } = place;
    const { promise: ready, resolve: markReady } = Promise.withResolvers<void>();
    const child = processes.start({
      name: 'npm start',
      command: process.execPath,
      args: [
        join(repoRoot, 'scripts', 'start.ts'),
        ...[...projects.values()].flatMap(({ dir }) => ['--project', dir]),
      ],
      env: {
        ...place.env,
        SLATE_WEB_PORT: String(webPort),
        SLATE_NATS_PORT: String(natsPort),
        SLATE_NATS_WS_PORT: String(natsWsPort),
      },
      cwd: repoRoot,
      onLine(line) {
        output.push(line);
        if (line.startsWith('Slate is ready at ')) markReady();
      },
    });
    const stop = async () => {
      await child.end(stopLimitMs);
      await place.remove();
    };
    await orStop(stop, output, () =>
      untilReady({ name: 'npm start', child, timeoutMs: startLimitMs, ready: () => ready }),
    );
    const secrets = readSecrets(dataDir);
    return {
      url: `http://127.0.0.1:${webPort}`,
      natsPort,
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
        process.kill(Number(readFileSync(natsPidFile(dataDir), 'utf8')), 'SIGKILL'),
      stop,
    };
  });
}

/** A directory, and processes that never outlive this one. */
export function makePlace() {
  const dir = mkdtempSync(join(tmpdir(), 'slate e2e-'));
  const dataDir = join(dir, 'data');
  mkdirSync(dataDir);
  const processes = createProcesses();
  const output: string[] = [];
  return {
    dir,
    dataDir,
    processes,
    output,
    // Empty, the page's address of NATS follows from the port; deployments take any free port.
    env: {
      ...process.env,
      SLATE_DATA_DIR: dataDir,
      VITE_NATS_URL: '',
      SLATE_PROXY_PORT: '0',
    },
    async remove() {
      await processes.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** Runs `start`; if it fails, stops what runs already and reports the output. */
export async function orStop<T>(
  stop: () => Promise<void>,
  output: readonly string[],
  start: () => Promise<T>,
): Promise<T> {
  try {
    return await start();
  } catch (error) {
    await stop();
    throw new Error(`Slate did not start:\n${output.join('\n')}`, { cause: error });
  }
}
