import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { makePrivateDir } from '../../agent/dataDir.ts';
import { UserError } from '../../agent/userError.ts';

export const roles = ['viewer', 'editor', 'agent', 'responder'] as const;

export type Role = (typeof roles)[number];
export type Passwords = Readonly<Record<Role, string>>;

/** The environment variable, and the key in secrets.env, of a role's password. */
export function passwordKey(role: Role): string {
  return `SLATE_${role.toUpperCase()}_PASSWORD`;
}

/** Reads `secrets.env` from a data directory. */
export function readSecrets(dataDir: string): NodeJS.Dict<string> {
  const file = join(dataDir, 'secrets.env');
  return existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};
}

/**
 * The passwords from `secrets.env`. Missing ones are generated; existing ones are kept, so that the
 * settings of other publishers survive a restart.
 * @throws UserError if a password can't be sent
 */
export function ensureSecrets(dataDir: string): Passwords {
  makePrivateDir(dataDir);
  const file = join(dataDir, 'secrets.env');
  const known = readSecrets(dataDir);
  const passwordOf = (role: Role) => {
    const password = known[passwordKey(role)] || generatePassword();
    if (/^[ -~]+$/.test(password)) return password;
    throw new UserError(
      `SLATE_DATA_DIR is ${dataDir}, but ${file} cannot be used: ${passwordKey(role)} has ` +
        'characters that are not printable ASCII. Correct that line, or delete it to get a new one.',
    );
  };
  const passwords = Object.fromEntries(roles.map((role) => [role, passwordOf(role)])) as Passwords;
  const own = Object.fromEntries(roles.map((role) => [passwordKey(role), passwords[role]]));
  const lines = Object.entries({ ...known, ...own }).map(
    ([key, value]) => `${key}=${quoted(value)}\n`,
  );
  // Renamed into place: never half written, and private from the start.
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, lines.join(''), { mode: 0o600 });
  renameSync(temporary, file);
  return passwords;
}

/** As both shells and `parseEnv` read it. */
function quoted(value = ''): string {
  if (/^[\w.:/@%+=,-]*$/.test(value)) return value;
  return value.includes("'") ? `"${value}"` : `'${value}'`;
}

function generatePassword(): string {
  // The letter keeps NATS from reading it as a number, as it would 12e4.
  return `s${randomBytes(24).toString('hex')}`;
}
