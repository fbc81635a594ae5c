import { outputOf } from './run.mjs';

/**
 * The version that a nats-server program reports, or undefined if it does not run.
 * @param {string} file
 */
export function natsVersionOf(file) {
  return /v?(\d+\.\d+\.\d+)/.exec(outputOf(file, ['--version']) ?? '')?.[1];
}

/**
 * Whether a version has the security fixes of 2026: 2.12.7, and 2.11.16 for the line before.
 * Versions without them can be crashed by anybody who reaches the WebSocket port.
 * @param {string} version
 */
export function isProductionReady(version) {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  if (major !== 2) return major > 2;
  if (minor === 11) return patch >= 16;
  if (minor === 12) return patch >= 7;
  return minor > 12;
}
