import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { parseEnvFile } from './envFile.mjs';
import { splitAddresses } from './addresses.mjs';
import { cacheDir, repoRoot } from './paths.mjs';
import { reasonOf, UserError } from './report.mjs';

/**
 * @typedef {object} Settings
 * @property {number} webPort where the page is served
 * @property {number} natsPort plain NATS, for agents and tools
 * @property {number} natsWsPort NATS over WebSocket, for the page
 * @property {string} dataDir absolute
 * @property {string} cacheDir absolute
 * @property {string} natsUrl where the page connects; several addresses are separated by commas
 * @property {string | undefined} natsServerBin the nats-server to use, whatever else there is
 * @property {string} natsDownloadUrl base URL of nats-server's releases
 * @property {readonly string[]} projects absolute directories
 * @property {'production' | 'dev'} mode
 */

const officialReleases = 'https://github.com/nats-io/nats-server/releases/download';

export const usage = `Usage: npm start -- [--project DIR]... [--dev]

  --project DIR   host this project (repeat for more); without it, examples/hello-web
  --dev           serve the page from Vite's dev server instead of a production build

Settings come from the environment or from .env; .env.example lists them all.`;

/**
 * The environment with `.env` under it: what is really set wins.
 * @param {NodeJS.ProcessEnv} env
 * @param {string} [envFile]
 * @returns {NodeJS.ProcessEnv}
 */
export function withEnvFile(env, envFile = join(repoRoot, '.env')) {
  return existsSync(envFile) ? { ...parseEnvFile(readFileSync(envFile, 'utf8')), ...env } : env;
}

/**
 * Reads all settings at once.
 * @param {{ env: NodeJS.ProcessEnv, args: readonly string[], cwd: string }} source
 * @returns {Settings}
 * @throws {UserError} that names every bad key and what is wrong with it
 */
export function readSettings({ env, args, cwd }) {
  /** @type {string[]} */
  const problems = [];
  const webPort = readPort(env, 'SLATE_WEB_PORT', 4173, problems);
  const natsPort = readPort(env, 'SLATE_NATS_PORT', 4222, problems);
  const natsWsPort = readPort(env, 'SLATE_NATS_WS_PORT', 4223, problems);
  problems.push(
    ...samePorts({
      SLATE_WEB_PORT: webPort,
      SLATE_NATS_PORT: natsPort,
      SLATE_NATS_WS_PORT: natsWsPort,
    }),
  );
  const natsUrl = env.VITE_NATS_URL || `ws://127.0.0.1:${natsWsPort}`;
  for (const url of splitAddresses(natsUrl)) {
    checkUrl('VITE_NATS_URL', url, ['ws:', 'wss:'], problems);
  }
  const natsDownloadUrl = (env.SLATE_NATS_DOWNLOAD_URL || officialReleases).replace(/\/+$/, '');
  checkUrl('SLATE_NATS_DOWNLOAD_URL', natsDownloadUrl, ['https:', 'http:'], problems);
  const { projects, mode } = readArgs(args, cwd, problems);

  if (problems.length > 0) {
    throw new UserError(
      ['Slate cannot start with these settings:', ...problems.map((p) => `  ${p}`)].join('\n'),
    );
  }
  return {
    webPort,
    natsPort,
    natsWsPort,
    natsUrl,
    natsDownloadUrl,
    natsServerBin: programPath(env.SLATE_NATS_SERVER_BIN),
    dataDir: resolve(repoRoot, env.SLATE_DATA_DIR || '.slate'),
    cacheDir: cacheDir(env),
    projects,
    mode,
  };
}

/**
 * A bare name is looked for on PATH; a path is made absolute, because programs get other directories.
 * @param {string | undefined} program
 */
function programPath(program) {
  if (!program) return undefined;
  return program.includes('/') ? resolve(repoRoot, program) : program;
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {string} key
 * @param {number} fallback
 * @param {string[]} problems
 */
function readPort(env, key, fallback, problems) {
  const text = env[key];
  if (text === undefined || text === '') return fallback;
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65535) return port;
  problems.push(`${key} is ${JSON.stringify(text)}, but must be a whole number from 1 to 65535`);
  return fallback;
}

/**
 * @param {Record<string, number>} ports
 * @returns {string[]}
 */
function samePorts(ports) {
  const entries = Object.entries(ports);
  return entries.flatMap(([key, port], at) =>
    entries
      .slice(at + 1)
      .filter(([, other]) => other === port)
      .map(
        ([otherKey]) => `${key} and ${otherKey} are both ${port}, but each needs a port of its own`,
      ),
  );
}

/**
 * @param {string} key
 * @param {string} value
 * @param {readonly string[]} protocols
 * @param {string[]} problems
 */
function checkUrl(key, value, protocols, problems) {
  try {
    if (protocols.includes(new URL(value).protocol)) return;
  } catch {
    // Falls through: no URL at all is as wrong as one of another protocol.
  }
  const wanted = protocols.map((protocol) => `${protocol}//`).join(' or ');
  problems.push(`${key} is ${JSON.stringify(value)}, but must be a URL that begins with ${wanted}`);
}

/**
 * @param {readonly string[]} args
 * @param {string} cwd
 * @param {string[]} problems
 * @returns {Pick<Settings, 'projects' | 'mode'>}
 */
function readArgs(args, cwd, problems) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { project: { type: 'string', multiple: true }, dev: { type: 'boolean' } },
    });
    const given = values.project?.map((dir) => resolve(cwd, dir));
    const projects = [...new Set(given ?? [join(repoRoot, 'examples', 'hello-web')])];
    for (const dir of projects) {
      if (!statSync(dir, { throwIfNoEntry: false })?.isDirectory()) {
        problems.push(`--project ${dir} is no directory`);
      }
    }
    return { projects, mode: values.dev ? 'dev' : 'production' };
  } catch (error) {
    problems.push(`${reasonOf(error)}\n\n${usage}`);
    return { projects: [], mode: 'production' };
  }
}
