import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { UserError } from '../../agent/userError.ts';
import { isProductionReady, natsVersionOf } from './natsVersion.ts';
import { reasonOf, say } from '../lib/report.ts';
import { findOnPath, isDebianRoot, runShown } from '../lib/run.ts';
import { readSettings, type Settings, withEnvFile } from '../lib/settings.ts';

/** The release that is downloaded, and the SHA-256 of its archives. */
export const release = {
  version: '2.14.5',
  sha256: {
    'linux-amd64': '5e3b603d47c447bda1f77f9ac16dbf91c90aac4ff3681f8fbbc7201e4ed99355',
    'linux-arm64': '673a98d3faa79dde3f9ebf16d6dfac36a5f694e7ad2015e4954dd7939c85cd4c',
    'linux-arm7': 'c8796b63a8603fdebabd63146ac3d3997c29a2829fdd2af6db320f4a287f2e71',
    'darwin-arm64': 'ddd907854d9a2de834af133fa396915fe6442fe6d8909ae31390d1ea7a0fea50',
  } as Readonly<Record<string, string>>,
};

const downloadLimitMs = 60_000;
const goArchitectures: Readonly<Record<string, string>> = {
  x64: 'amd64',
  arm64: 'arm64',
  arm: 'arm7',
};

export interface FindOptions {
  readonly settings: Pick<Settings, 'natsServerBin' | 'dataDir' | 'cacheDir' | 'natsDownloadUrl'>;
  readonly env: NodeJS.ProcessEnv;
  readonly release?: typeof release;
  readonly timeoutMs?: number;
  /** Finds programs by name. */
  readonly onPath?: (name: string) => readonly string[];
  /** The last resort. */
  readonly installPackage?: (target: string) => Promise<void>;
}

/**
 * Finds a nats-server that runs, or gets one: SLATE_NATS_SERVER_BIN, PATH, an earlier download, the
 * official release, the Debian package.
 * @throws UserError that names the ways to get one
 */
export async function ensureNatsServer(options: FindOptions): Promise<string> {
  const file = await findOrInstall(options);
  const version = natsVersionOf(file) ?? '';
  if (!isProductionReady(version)) {
    say(`nats-server ${version} (${file}): fine on loopback, not for production (2.12.7 or newer)`);
  }
  return file;
}

async function findOrInstall(options: FindOptions): Promise<string> {
  const { settings, env, onPath = (name) => findOnPath(name, env) } = options;
  const { natsServerBin, dataDir, cacheDir, natsDownloadUrl } = settings;
  if (natsServerBin !== undefined) {
    if (natsVersionOf(natsServerBin) !== undefined) return natsServerBin;
    const why = existsSync(natsServerBin) ? 'does not run as nats-server' : 'does not exist';
    throw new UserError(`SLATE_NATS_SERVER_BIN is ${natsServerBin}, which ${why}.`);
  }
  const { version } = options.release ?? release;
  const downloaded = join(cacheDir, `nats-server-v${version}`, 'nats-server');
  const packaged = join(cacheDir, 'nats-server-debian', 'nats-server');
  const present = [
    ...onPath('nats-server'),
    join(dataDir, 'bin', 'nats-server'),
    downloaded,
    packaged,
  ].find((file) => existsSync(file) && natsVersionOf(file) !== undefined);
  if (present !== undefined) return present;

  const failures: string[] = [];
  const attempt = async (what: string, target: string, install: () => Promise<void>) => {
    say(`Getting ${what}...`);
    try {
      await install();
      if (natsVersionOf(target) !== undefined) return target;
      throw new Error('the program does not run on this machine');
    } catch (error) {
      failures.push(`${what}: ${reasonOf(error)}`);
      say(`  Failed: ${reasonOf(error)}`);
      return undefined;
    }
  };
  const { installPackage = installDebianPackage } = options;
  const installed =
    (await attempt(`nats-server ${version} from ${natsDownloadUrl}`, downloaded, () =>
      installRelease(downloaded, options),
    )) ?? (await attempt('Debian’s nats-server package', packaged, () => installPackage(packaged)));
  if (installed !== undefined) return installed;
  throw new UserError(
    [
      'There is no nats-server, and none could be installed:',
      ...failures.map((line) => `  ${line}`),
      'Get one in one of these ways, then start again:',
      '  - install it, so that `nats-server` is on PATH (https://nats.io/download)',
      '  - set SLATE_NATS_SERVER_BIN to a nats-server program',
      '  - set SLATE_NATS_DOWNLOAD_URL to a mirror of its releases',
    ].join('\n'),
  );
}

async function installRelease(target: string, options: FindOptions): Promise<void> {
  const { version, sha256 } = options.release ?? release;
  const system = `${process.platform}-${goArchitectures[process.arch]}`;
  const wanted = sha256[system];
  if (wanted === undefined) throw new Error(`no known release for ${system}`);
  const archive = `nats-server-v${version}-${system}.tar.gz`;
  const response = await fetch(`${options.settings.natsDownloadUrl}/v${version}/${archive}`, {
    signal: AbortSignal.timeout(options.timeoutMs ?? downloadLimitMs),
  });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  const content = new Uint8Array(await response.arrayBuffer());
  const actual = createHash('sha256').update(content).digest('hex');
  if (wanted !== actual) {
    throw new Error(`${archive} is not the known release: its SHA-256 is ${actual}, not ${wanted}`);
  }
  await inTemporaryDir(async (dir) => {
    writeFileSync(join(dir, archive), content);
    const why = await runShown('tar', ['-xzf', archive, '--strip-components=1'], { cwd: dir });
    if (why !== undefined) throw new Error(why);
    moveInto(join(dir, 'nats-server'), target);
  });
}

/** Takes the program out of Debian's package: installing it would start a service on port 4222. */
async function installDebianPackage(target: string): Promise<void> {
  if (!isDebianRoot()) throw new Error('needs Debian or Ubuntu, and root');
  await inTemporaryDir(async (cwd) => {
    // As root, because apt's own user may not write to this directory.
    const args = ['download', '-q', '-o', 'APT::Sandbox::User=root', 'nats-server'];
    const download = () => runShown('apt-get', args, { cwd, timeoutMs: 60_000 });
    if ((await download()) !== undefined) {
      await runShown('apt-get', ['update', '-q'], { timeoutMs: 120_000 });
      const why = await download();
      if (why !== undefined) throw new Error(why);
    }
    const [archive = ''] = readdirSync(cwd);
    const why = await runShown('dpkg-deb', ['-x', archive, 'root'], { cwd });
    if (why !== undefined) throw new Error(why);
    const found = ['usr/sbin', 'usr/bin'].map((dir) => join(cwd, 'root', dir, 'nats-server'));
    moveInto(found.find(existsSync) ?? 'nats-server', target);
  });
}

/** Copies first, as renaming does not cross file systems; it appears whole. */
function moveInto(file: string, target: string): void {
  mkdirSync(dirname(target), { recursive: true });
  const temporary = `${target}.${process.pid}`;
  copyFileSync(file, temporary);
  renameSync(temporary, target);
}

async function inTemporaryDir(work: (dir: string) => Promise<void>): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'slate-nats-'));
  try {
    await work(dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** The nats-server for tests, as the environment that they read. */
export async function natsServerForTests(): Promise<{ SLATE_NATS_SERVER_BIN: string }> {
  const env = withEnvFile(process.env);
  const settings = readSettings({ env, args: [], cwd: process.cwd() });
  return { SLATE_NATS_SERVER_BIN: await ensureNatsServer({ settings, env }) };
}
