import { createHash } from 'node:crypto';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { download } from './download.mjs';
import { fileInTar } from './tar.mjs';

/** The release that we fetch; above the floor for production (see natsVersion.mjs). */
export const pinnedVersion = '2.15.1';

/**
 * Fetches nats-server from its project's releases, checks it against the release's checksums, and
 * puts it at `target` in one step.
 * @param {object} options
 * @param {string} options.baseUrl
 * @param {string} options.target
 * @param {import('./download.mjs').DownloadLimits} [options.limits]
 * @param {string} [options.platform]
 * @param {string} [options.arch]
 * @throws {Error} that says which part failed
 */
export async function installRelease({ baseUrl, target, limits, platform, arch }) {
  const archive = archiveName(platform ?? process.platform, arch ?? process.arch);
  const release = `${baseUrl}/v${pinnedVersion}`;
  const [content, sums] = await Promise.all([
    download(`${release}/${archive}`, limits),
    download(`${release}/SHA256SUMS`, limits),
  ]);
  const wanted = checksumOf(archive, new TextDecoder().decode(sums));
  const actual = createHash('sha256').update(content).digest('hex');
  if (wanted === undefined) throw new Error(`the release's SHA256SUMS does not list ${archive}`);
  if (wanted !== actual) {
    throw new Error(
      `${archive} was tampered with or damaged: its SHA-256 is ${actual}, not ${wanted}`,
    );
  }
  const program = fileInTar(gunzipSync(content), 'nats-server');
  if (!program) throw new Error(`${archive} holds no nats-server`);
  mkdirSync(dirname(target), { recursive: true });
  const temporary = `${target}.${process.pid}`;
  writeFileSync(temporary, program, { mode: 0o755 });
  renameSync(temporary, target);
}

/**
 * @param {string} platform Node's name of it
 * @param {string} arch Node's name of it
 */
function archiveName(platform, arch) {
  const arches = { x64: 'amd64', arm64: 'arm64', arm: 'arm7' };
  const goArch = arches[/** @type {keyof typeof arches} */ (arch)];
  if (!['linux', 'darwin'].includes(platform) || goArch === undefined) {
    throw new Error(`no automatic download for ${platform} on ${arch}`);
  }
  return `nats-server-v${pinnedVersion}-${platform}-${goArch}.tar.gz`;
}

/**
 * @param {string} archive
 * @param {string} sums lines of `<hex>  <file>`
 */
function checksumOf(archive, sums) {
  for (const line of sums.split('\n')) {
    const [hash, file] = line.trim().split(/\s+\*?/);
    if (file === archive && hash && /^[0-9a-f]{64}$/i.test(hash)) return hash.toLowerCase();
  }
  return undefined;
}
