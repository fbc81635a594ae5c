import { outputOf } from '../lib/run.ts';

/** The version that a nats-server program reports, or undefined if it does not run. */
export function natsVersionOf(file: string): string | undefined {
  return /v?(\d+\.\d+\.\d+)/.exec(outputOf(file, ['--version']) ?? '')?.[1];
}

/** Whether a version is `least` or newer; what `least` leaves out counts as 0. */
export function isAtLeast(version: string, least: readonly number[]): boolean {
  const parts = version.split('.').map(Number);
  const at = parts.findIndex((part, index) => part !== (least[index] ?? 0));
  return at < 0 || (parts[at] ?? 0) > (least[at] ?? 0);
}

/**
 * Whether a version has the security fixes of 2026: 2.12.7, and 2.11.16 for the line before. Older
 * ones can be crashed by anybody who reaches the WebSocket port.
 */
export function isProductionReady(version: string): boolean {
  const isLine211 = isAtLeast(version, [2, 11]) && !isAtLeast(version, [2, 12]);
  return isAtLeast(version, isLine211 ? [2, 11, 16] : [2, 12, 7]);
}
