import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs, parseEnv } from 'node:util';
import { UserError } from '../../agent/userError.ts';
import { splitAddresses } from '../../src/lib/messaging/index.ts';
import { cacheDir, repoRoot } from './paths.ts';
import { reasonOf } from './report.ts';

export interface Settings {
  /** Where the page is served. */
  readonly webPort: number;
  /** Plain NATS, for agents and tools. */
  readonly natsPort: number;
  /** NATS over WebSocket, for the page. */
  readonly natsWsPort: number;
  /** Absolute. */
  readonly dataDir: string;
  /** Absolute. */
  readonly cacheDir: string;
  /** Where the page connects; several addresses are separated by commas. */
  readonly natsUrl: string;
  /** The nats-server to use, whatever else is installed. */
  readonly natsServerBin: string | undefined;
  /** Base URL of nats-server's releases. */
  readonly natsDownloadUrl: string;
  /** Absolute directories. */
  readonly projects: readonly string[];
  /** Those whose files the page may change. */
  readonly editable: readonly string[];
  /** Nothing else is hosted: the example, as a copy in the data directory. */
  readonly withExample: boolean;
  readonly mode: 'production' | 'dev';
}

const officialReleases = 'https://github.com/nats-io/nats-server/releases/download';

/** A directory below `examples`, here and in the data directory. */
export const EXAMPLE = 'hello-web';

const usage = `Usage: npm start -- [--project DIR]... [--edit] [--dev]

  --project DIR   host this project (repeat for more); without it, a copy of
                  examples/hello-web in the data directory
  --edit          let the page change the files of these projects: who may write there can make
                  this machine run what they wrote
  --dev           serve the page from Vite's dev server instead of a production build

Settings come from the environment or from .env; .env.example lists them all.`;

/** The environment, with `.env` for what it does not set. */
export function withEnvFile(
  env: NodeJS.ProcessEnv,
  envFile = join(repoRoot, '.env'),
): NodeJS.ProcessEnv {
  return existsSync(envFile) ? { ...parseEnv(readFileSync(envFile, 'utf8')), ...env } : env;
}

/**
 * Reads all settings at once.
 * @throws UserError that names every bad setting and what is wrong with it
 */
export function readSettings({
  env,
  args,
  cwd,
}: {
  readonly env: NodeJS.ProcessEnv;
  readonly args: readonly string[];
  readonly cwd: string;
}): Settings {
  const problems: string[] = [];
  const ports = {
    SLATE_WEB_PORT: readPort(env, 'SLATE_WEB_PORT', 4173, problems),
    SLATE_NATS_PORT: readPort(env, 'SLATE_NATS_PORT', 4222, problems),
    SLATE_NATS_WS_PORT: readPort(env, 'SLATE_NATS_WS_PORT', 4223, problems),
  };
  problems.push(...samePorts(ports));
  const natsUrl = env.VITE_NATS_URL || `ws://127.0.0.1:${ports.SLATE_NATS_WS_PORT}`;
  for (const url of splitAddresses(natsUrl)) {
    checkUrl('VITE_NATS_URL', url, ['ws:', 'wss:'], problems);
  }
  const natsDownloadUrl = (env.SLATE_NATS_DOWNLOAD_URL || officialReleases).replace(/\/+$/, '');
  checkUrl('SLATE_NATS_DOWNLOAD_URL', natsDownloadUrl, ['https:'], problems);
  const dataDir = resolve(repoRoot, env.SLATE_DATA_DIR || '.slate');
  const { given, edit, mode } = readArgs(args, cwd, problems);
  if (problems.length > 0) {
    throw new UserError(['Slate cannot start with these settings:', ...problems].join('\n  '));
  }
  const withExample = given.length === 0;
  const projects = withExample ? [join(dataDir, 'examples', EXAMPLE)] : given;
  return {
    webPort: ports.SLATE_WEB_PORT,
    natsPort: ports.SLATE_NATS_PORT,
    natsWsPort: ports.SLATE_NATS_WS_PORT,
    natsUrl,
    natsDownloadUrl,
    natsServerBin: programPath(env.SLATE_NATS_SERVER_BIN),
    dataDir,
    cacheDir: cacheDir(env),
    projects,
    editable: edit || withExample ? projects : [],
    withExample,
    mode,
  };
}

/** A bare name is looked up on PATH; a path is made absolute, as programs run elsewhere. */
function programPath(program: string | undefined): string | undefined {
  if (!program) return undefined;
  return program.includes('/') ? resolve(repoRoot, program) : program;
}

function readPort(
  env: NodeJS.ProcessEnv,
  key: string,
  fallback: number,
  problems: string[],
): number {
  const text = env[key] || String(fallback);
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65535) return port;
  problems.push(`${key} is ${JSON.stringify(text)}, but must be a whole number from 1 to 65535`);
  return fallback;
}

function samePorts(ports: Readonly<Record<string, number>>): string[] {
  const entries = Object.entries(ports);
  return entries.flatMap(([key, port], at) =>
    entries
      .slice(at + 1)
      .filter(([, other]) => other === port)
      .map(([other]) => `${key} and ${other} are both ${port}, but each needs a port of its own`),
  );
}

function checkUrl(
  key: string,
  value: string,
  protocols: readonly string[],
  problems: string[],
): void {
  if (protocols.includes(URL.parse(value)?.protocol ?? '')) return;
  const wanted = protocols.map((protocol) => `${protocol}//`).join(' or ');
  problems.push(`${key} is ${JSON.stringify(value)}, but must be a URL that begins with ${wanted}`);
}

function readArgs(
  args: readonly string[],
  cwd: string,
  problems: string[],
): { given: readonly string[]; edit: boolean; mode: Settings['mode'] } {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        project: { type: 'string', multiple: true },
        edit: { type: 'boolean' },
        dev: { type: 'boolean' },
      },
    });
    const given = [...new Set(values.project?.map((dir) => resolve(cwd, dir)) ?? [])];
    for (const dir of given) {
      if (statSync(dir, { throwIfNoEntry: false })?.isDirectory()) continue;
      problems.push(`--project ${dir} is not a directory`);
    }
    return { given, edit: values.edit ?? false, mode: values.dev ? 'dev' : 'production' };
  } catch (error) {
    problems.push(`${reasonOf(error)}\n\n${usage}`);
    return { given: [], edit: false, mode: 'production' };
  }
}
