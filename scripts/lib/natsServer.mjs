import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { installRelease, pinnedVersion } from './natsRelease.mjs';
import { isProductionReady, natsVersionOf } from './natsVersion.mjs';
import { reasonOf, say, UserError } from './report.mjs';
import { findOnPath, isDebianRoot, runShown } from './run.mjs';

/**
 * @typedef {object} FindOptions
 * @property {Pick<import('./settings.mjs').Settings,
 *   'natsServerBin' | 'dataDir' | 'cacheDir' | 'natsDownloadUrl'>} settings
 * @property {NodeJS.ProcessEnv} env
 * @property {import('./download.mjs').DownloadLimits} [limits]
 * @property {(name: string) => readonly string[]} [onPath] where programs of a name are
 * @property {(target: string) => Promise<void>} [installPackage] the last resort
 */

/**
 * Finds a nats-server that runs, or fetches one: SLATE_NATS_SERVER_BIN, PATH, what was fetched
 * before, the official release, the Debian package.
 * @param {FindOptions} options
 * @returns {Promise<string>} its path
 * @throws {UserError} that names the ways to get one
 */
export async function ensureNatsServer(options) {
  const file = await findOrFetch(options);
  const version = natsVersionOf(file);
  if (version === undefined) throw new UserError(`${file} does not run.`);
  if (!isProductionReady(version)) {
    say(
      `nats-server ${version} at ${file}: fine on loopback, not for production (2.12.7 or newer).`,
    );
  }
  return file;
}

/** @param {FindOptions} options */
async function findOrFetch(options) {
  const { settings, env, limits, installPackage = installDebianPackage } = options;
  const { onPath = (name) => findOnPath(name, env) } = options;
  const { natsServerBin, dataDir, cacheDir, natsDownloadUrl: baseUrl } = settings;
  if (natsServerBin !== undefined) {
    if (natsVersionOf(natsServerBin) !== undefined) return natsServerBin;
    const why = existsSync(natsServerBin) ? 'does not run as nats-server' : 'does not exist';
    throw new UserError(`SLATE_NATS_SERVER_BIN is ${natsServerBin}, which ${why}.`);
  }
  const fetched = join(cacheDir, `nats-server-v${pinnedVersion}`, 'nats-server');
  const packaged = join(cacheDir, 'nats-server-debian', 'nats-server');
  const own = [join(dataDir, 'bin', 'nats-server'), fetched, packaged];
  const present = [...onPath('nats-server'), ...own];
  const usable = present.find((file) => existsSync(file) && natsVersionOf(file) !== undefined);
  if (usable !== undefined) return usable;

  /** @type {string[]} */
  const failures = [];
  const attempts = [
    {
      what: `nats-server ${pinnedVersion} from ${baseUrl}`,
      target: fetched,
      install: () => installRelease({ baseUrl, target: fetched, ...(limits && { limits }) }),
    },
    {
      what: 'nats-server from the Debian package',
      target: packaged,
      install: () => installPackage(packaged),
    },
  ];
  for (const { what, target, install } of attempts) {
    say(`Fetching ${what}...`);
    try {
      await install();
      if (natsVersionOf(target) !== undefined) return target;
      throw new Error('what came does not run on this machine');
    } catch (error) {
      failures.push(`${what}: ${reasonOf(error)}`);
      say(`  Not possible: ${reasonOf(error)}`);
    }
  }
  throw new UserError(
    [
      'There is no nats-server, and none could be fetched:',
      ...failures.map((line) => `  ${line}`),
      'Get one in one of these ways, then start again:',
      '  - install it, so that `nats-server` is on PATH (https://nats.io/download)',
      '  - set SLATE_NATS_SERVER_BIN to a nats-server program',
      `  - make a release's URL reachable, or set SLATE_NATS_DOWNLOAD_URL to a mirror of ${baseUrl}`,
    ].join('\n'),
  );
}

/** Or apt complains that its own user may not write where we have it download to. */
const asRoot = ['-o', 'APT::Sandbox::User=root'];

/**
 * Takes the program out of Debian's package. Installing that package would also start a service of
 * its own on port 4222.
 * @param {string} target
 */
async function installDebianPackage(target) {
  if (!isDebianRoot()) throw new Error('needs Debian or Ubuntu, and root');
  const work = mkdtempSync(join(tmpdir(), 'slate-nats-'));
  try {
    const get = () =>
      runShown('apt-get', ['download', '-q', ...asRoot, 'nats-server'], {
        cwd: work,
        timeoutMs: 60_000,
      });
    let got = await get();
    if (!got.ok) {
      say('  Updating the package lists...');
      await runShown('apt-get', ['update', '-q'], { timeoutMs: 120_000 });
      got = await get();
    }
    const archive = readdirSync(work).find((name) => name.endsWith('.deb'));
    if (!got.ok || archive === undefined) throw new Error(`apt-get download failed (${got.why})`);
    const unpacked = await runShown('dpkg-deb', ['-x', join(work, archive), join(work, 'root')]);
    const program = ['usr/sbin', 'usr/bin']
      .map((dir) => join(work, 'root', dir, 'nats-server'))
      .find((file) => existsSync(file));
    if (!unpacked.ok || program === undefined) throw new Error('the package holds no nats-server');
    mkdirSync(dirname(target), { recursive: true });
    // Copied beside the target first: a rename does not cross file systems.
    const temporary = `${target}.${process.pid}`;
    copyFileSync(program, temporary);
    renameSync(temporary, target);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
