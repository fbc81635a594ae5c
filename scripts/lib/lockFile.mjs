import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @typedef {object} Package
 * @property {string} [version]
 * @property {boolean} [optional]
 * @property {string[]} [os]
 * @property {string[]} [cpu]
 * @property {string[]} [libc]
 */

/** @typedef {{ os: string, cpu: string, libc: string }} Platform */

/**
 * Whether node_modules holds what package-lock.json asks for. npm itself keeps a list of what it
 * put there, so this is right whoever ran npm, and after an install that was cut off.
 * @param {string} root
 * @param {Platform} [platform]
 */
export function dependenciesMatch(root, platform = ownPlatform()) {
  const wanted = readPackages(join(root, 'package-lock.json'));
  const present = readPackages(join(root, 'node_modules', '.package-lock.json'));
  if (!wanted || !present) return false;
  return Object.entries(wanted).every(
    ([path, entry]) =>
      path === '' || !isNeeded(entry, platform) || present[path]?.version === entry.version,
  );
}

/**
 * An optional package is needed if it is made for this very platform: it is some tool's program.
 * npm leaves it out without a word if it dislikes the version of the Node that npm runs on.
 * @param {Package} entry
 * @param {Platform} platform
 */
function isNeeded({ optional, os, cpu, libc }, platform) {
  if (optional !== true) return true;
  if (!os || !cpu) return false;
  const fitsLibc = !libc || libc.includes(platform.libc);
  return os.includes(platform.os) && cpu.includes(platform.cpu) && fitsLibc;
}

/** @returns {Platform} */
function ownPlatform() {
  /** @type {any} */
  const report = process.report.getReport();
  const libc = report.header?.glibcVersionRuntime === undefined ? 'musl' : 'glibc';
  return { os: process.platform, cpu: process.arch, libc };
}

/**
 * @param {string} lockFile
 * @returns {Record<string, Package> | undefined}
 */
function readPackages(lockFile) {
  if (!existsSync(lockFile)) return undefined;
  return JSON.parse(readFileSync(lockFile, 'utf8')).packages;
}
