import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAtLeast, natsVersionOf } from './natsVersion.ts';
import { repoRoot } from '../lib/paths.ts';
import { passwordKey, type Passwords, roles } from './secrets.ts';
import type { Settings } from '../lib/settings.ts';

const optionalSync = /^( *)# (sync_interval: )/m;

/** The text of nats-server.conf, with what only servers from 2.10 on know. */
export function natsConfText(version: string): string {
  const text = readFileSync(join(repoRoot, 'nats-server.conf'), 'utf8');
  return isAtLeast(version, [2, 10]) ? text.replace(optionalSync, '$1$2') : text;
}

/** Writes the configuration for this nats-server into the data directory. Returns its path. */
export function writeNatsConf(command: string, dataDir: string): string {
  const file = join(dataDir, 'nats-server.conf');
  writeFileSync(file, natsConfText(natsVersionOf(command) ?? ''), { mode: 0o600 });
  return file;
}

/**
 * The environment that nats-server.conf reads. NATS parses each value as a piece of its config
 * language: strings are quoted, or a space or a leading digit would break them.
 */
export function natsEnv(
  settings: Pick<Settings, 'webPort' | 'natsPort' | 'natsWsPort' | 'dataDir'>,
  passwords: Passwords,
): Record<string, string> {
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

/** Where nats-server writes its process id. */
export function natsPidFile(dataDir: string): string {
  return join(dataDir, 'nats-server.pid');
}
