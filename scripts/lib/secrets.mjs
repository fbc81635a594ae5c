import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makePrivateDir } from './dataDir.mjs';
import { parseEnvFile } from './envFile.mjs';
import { UserError } from './report.mjs';

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
 * @throws {UserError} if one of them could not be sent
 */
export function ensureSecrets(dataDir) {
  makePrivateDir(dataDir);
  const file = join(dataDir, 'secrets.env');
  const known = existsSync(file) ? parseEnvFile(readFileSync(file, 'utf8')) : {};
  const passwords = /** @type {Record<Role, string>} */ ({});
  for (const role of roles) {
    const password = known[passwordKey(role)] || makePassword();
    if (!/^[ -~]+$/.test(password)) {
      throw new UserError(
        `SLATE_DATA_DIR is ${dataDir}, but ${file} cannot be used: ${passwordKey(role)} has ` +
          'characters that are not printable ASCII. Correct that line, or delete it to get a new one.',
      );
    }
    passwords[role] = password;
  }

  const own = Object.fromEntries(roles.map((role) => [passwordKey(role), passwords[role]]));
  const lines = Object.entries({ ...known, ...own }).map(([key, value]) => `${key}=${value}\n`);
  // Renamed into place: a reader never sees half of it, and its mode is right from the start.
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, lines.join(''), { mode: 0o600 });
  renameSync(temporary, file);
  return passwords;
}

function makePassword() {
  // The letter keeps NATS' config reader from taking it for a number: 12e4 would be one.
  return `s${randomBytes(24).toString('hex')}`;
}
