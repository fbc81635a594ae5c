import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnvFile } from './envFile.mjs';

export const roles = /** @type {const} */ (['viewer', 'editor', 'agent', 'responder']);

/** @typedef {(typeof roles)[number]} Role */
/** @typedef {Readonly<Record<Role, string>>} Passwords */

/**
 * The environment variable, and the key in secrets.env, of a role's password.
 * @param {Role} role
 */
export function passwordKey(role) {
  return `SLATE_${role.toUpperCase()}_PASSWORD`;
}

/**
 * The roles' passwords from `secrets.env` in the data directory. Those that are missing are made;
 * those that exist are kept, so that other publishers' settings survive a restart.
 * @param {string} dataDir made if it does not exist
 * @returns {Passwords}
 */
export function ensureSecrets(dataDir) {
  makePrivateDir(dataDir);
  const file = join(dataDir, 'secrets.env');
  const known = existsSync(file) ? parseEnvFile(readFileSync(file, 'utf8')) : {};
  const passwords = /** @type {Record<Role, string>} */ ({});
  for (const role of roles) passwords[role] = known[passwordKey(role)] || makePassword();

  const own = Object.fromEntries(roles.map((role) => [passwordKey(role), passwords[role]]));
  const lines = Object.entries({ ...known, ...own }).map(([key, value]) => `${key}=${value}\n`);
  // Renamed into place: a reader never sees half of it, and its mode is right from the start.
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, lines.join(''), { mode: 0o600 });
  renameSync(temporary, file);
  return passwords;
}

/**
 * Makes a directory that only its owner can read, or makes it so.
 * @param {string} dir
 */
export function makePrivateDir(dir) {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  chmodSync(dir, 0o700);
}

function makePassword() {
  // The letter keeps NATS' config reader from taking it for a number: 12e4 would be one.
  return `s${randomBytes(24).toString('hex')}`;
}
