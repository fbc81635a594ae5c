import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repoRoot } from './paths.mjs';
import { natsVersionOf } from './natsVersion.mjs';
import { passwordKey, roles } from './secrets.mjs';

export const natsConfFile = join(repoRoot, 'nats-server.conf');

const optionalSync = /^( *)# (sync_interval: )/m;

/**
 * The config for this nats-server: nats-server.conf, or a copy of it in the data directory with what
 * only servers from 2.10 on know.
 * @param {string} command
 * @param {string} dataDir
 */
export function natsConfFor(command, dataDir) {
  const version = natsVersionOf(command) ?? '';
  if (!knowsSyncInterval(version)) return natsConfFile;
  const file = join(dataDir, 'nats-server.conf');
  const text = readFileSync(natsConfFile, 'utf8').replace(optionalSync, '$1$2');
  writeFileSync(file, text, { mode: 0o600 });
  return file;
}

/** @param {string} version */
function knowsSyncInterval(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 2 || (major === 2 && minor >= 10);
}

/**
 * The environment that nats-server.conf reads. NATS parses each value as a piece of its config
 * language: strings are quoted, or a space or a leading digit would break them.
 * @param {object} options
 * @param {Pick<import('./settings.mjs').Settings, 'webPort' | 'natsPort' | 'natsWsPort' | 'dataDir'>} options.settings
 * @param {import('./secrets.mjs').Passwords} options.passwords
 * @returns {Record<string, string>}
 */
export function natsEnv({ settings, passwords }) {
  const origins = ['127.0.0.1', 'localhost'].map((host) => `http://${host}:${settings.webPort}`);
  return {
    SLATE_NATS_PORT: String(settings.natsPort),
    SLATE_NATS_WS_PORT: String(settings.natsWsPort),
    SLATE_NATS_STORE_DIR: JSON.stringify(join(settings.dataDir, 'nats')),
    SLATE_NATS_PID_FILE: JSON.stringify(natsPidFile(settings.dataDir)),
    SLATE_NATS_ORIGINS: JSON.stringify(origins),
    ...Object.fromEntries(
      roles.map((role) => [passwordKey(role), JSON.stringify(passwords[role])]),
    ),
  };
}

/**
 * Where nats-server writes its process id.
 * @param {string} dataDir
 */
export function natsPidFile(dataDir) {
  return join(dataDir, 'nats-server.pid');
}
