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
import { reasonOf, UserError } from './report.mjs';

/** What Slate keeps there, by what has to be possible with it; none of it needs to exist yet. */
const dirs = ['nats', 'nats/jetstream', 'projects'];
const written = ['outbox.jsonl', 'nats-server.log', 'nats-server.pid'];
const replaced = [
  'secrets.env',
  'agent-children.json',
  'running.json',
  'builds.json',
  'durations.json',
];

/** Room for what every start writes: a full disk may still take the names of files. */
const probeBytes = 64 * 1024;

/** @type {Readonly<Record<string, string>>} */
const reasons = {
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
 * Makes the data directory unless it is there, and checks that everything can be kept in it.
 * @param {string} dir absolute
 * @throws {UserError} that names the setting, the path and the reason
 */
export function prepareDataDir(dir) {
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

/**
 * Makes a directory that only its owner can read, or makes it so.
 * @param {string} dir
 */
export function makePrivateDir(dir) {
  makeDir(dir);
  chmodSync(dir, 0o700);
}

/**
 * An error of the file system about the data directory, in words for the one who set it; any other
 * error as it is.
 * @param {string} dir
 * @param {unknown} error
 * @returns {unknown}
 */
export function asDataDirProblem(dir, error) {
  if (!(error instanceof Error) || !('code' in error) || !('path' in error)) return error;
  const path = String('dest' in error ? error.dest : error.path);
  const isAbove = (dir + sep).startsWith(path + sep);
  if (!isAbove && !path.startsWith(dir + sep)) return error;
  const reason = reasons[String(error.code)] ?? reasonOf(error);
  const which = path === dir ? 'which' : `but ${path}`;
  return new UserError(`SLATE_DATA_DIR is ${dir}, ${which} cannot be used: ${reason}.`);
}

/**
 * Not `recursive` of Node: where the system will not have a directory although its parent is there,
 * as in /proc, that tries again for ever.
 * @param {string} dir
 */
function makeDir(dir) {
  if (isDirectory(dir)) return;
  if (dirname(dir) !== dir) makeDir(dirname(dir));
  try {
    mkdirSync(dir, { mode: 0o700 });
  } catch (error) {
    // Another process may have been quicker.
    if (!isDirectory(dir)) throw error;
  }
}

/** @param {string} path */
function isDirectory(path) {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/**
 * @param {string} path
 * @param {'isDirectory' | 'isFile'} is
 * @param {string} otherwise the error's code if it is not
 * @param {number} mode
 */
function check(path, is, otherwise, mode) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return;
  if (!stat[is]()) throw Object.assign(new Error(otherwise), { code: otherwise, path });
  accessSync(path, mode);
}

/** @param {string} dir */
function checkRoom(dir) {
  const probe = join(dir, `.probe-${process.pid}`);
  try {
    writeFileSync(probe, Buffer.alloc(probeBytes), { mode: 0o600 });
  } catch (error) {
    // A failed write names no path.
    throw Object.assign(/** @type {Error} */ (error), { path: dir });
  } finally {
    rmSync(probe, { force: true });
  }
}
