import {
  accessSync,
  chmodSync,
  constants,
  mkdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { UserError } from './userError.ts';

/** What is kept there, by the access it needs; none of it has to exist yet. */
const dirs = [
  'nats',
  'nats/jetstream',
  'page',
  'projects',
  'files',
  'examples',
  'assets',
  'uploads',
  'entities',
  'deployments',
];
const written = ['outbox.jsonl', 'nats-server.log', 'nats-server.pid'];
const replaced = [
  'secrets.env',
  'agent-children.json',
  'agent-id.json',
  'running.json',
  'builds.json',
  'durations.json',
  'deployments.json',
];

/** For what every start writes: a full disk may still take empty files. */
const probeBytes = 64 * 1024;

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission is denied',
  EDQUOT: 'the disk quota is used up',
  EEXIST: 'it exists and is not a directory',
  EISDIR: 'it is not a file',
  ENAMETOOLONG: 'the name is too long',
  ENOENT: 'nothing can be created there',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'it is not a directory',
  EPERM: 'the system does not permit it',
  EROFS: 'the file system is read-only',
};

/**
 * Creates the data directory if need be, and checks that everything can be kept in it.
 * @throws UserError that names the setting, the path and the reason
 */
export function prepareDataDir(dir: string): void {
  try {
    makeDir(dir);
    checkRoom(dir);
    for (const name of dirs) check(join(dir, name), 'isDirectory', 'ENOTDIR', constants.W_OK);
    for (const name of written) check(join(dir, name), 'isFile', 'EISDIR', constants.W_OK);
    for (const name of replaced) check(join(dir, name), 'isFile', 'EISDIR', constants.R_OK);
  } catch (error) {
    throw asDataDirProblem(dir, error);
  }
}

/** Creates a directory that only its owner can read, or makes it so. */
export function makePrivateDir(dir: string): void {
  makeDir(dir);
  chmodSync(dir, 0o700);
}

/** A file system error about the data directory as a UserError; any other error as it is. */
export function asDataDirProblem(dir: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error) || !('path' in error)) return error;
  const path = String('dest' in error ? error.dest : error.path);
  const isAbove = (dir + sep).startsWith(path + sep);
  if (!isAbove && !path.startsWith(dir + sep)) return error;
  const reason = reasons[String(error.code)] ?? error.message;
  const which = path === dir ? 'which' : `but ${path}`;
  return new UserError(`SLATE_DATA_DIR is ${dir}, ${which} cannot be used: ${reason}.`);
}

/** Node's own `recursive` never returns where a directory is refused in an existing one: /proc. */
function makeDir(dir: string): void {
  if (isDirectory(dir)) return;
  if (dirname(dir) !== dir) makeDir(dirname(dir));
  try {
    mkdirSync(dir, { mode: 0o700 });
  } catch (error) {
    // Another process may have created it meanwhile.
    if (!isDirectory(dir)) throw error;
  }
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function check(path: string, is: 'isDirectory' | 'isFile', otherwise: string, mode: number): void {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return;
  if (!stat[is]()) throw Object.assign(new Error(otherwise), { code: otherwise, path });
  accessSync(path, mode);
}

function checkRoom(dir: string): void {
  const probe = join(dir, `.probe-${process.pid}`);
  try {
    writeFileSync(probe, Buffer.alloc(probeBytes), { mode: 0o600 });
  } catch (error) {
    // A failed write names no path.
    throw Object.assign(error as Error, { path: dir });
  } finally {
    rmSync(probe, { force: true });
  }
}
