import { setTimeout as sleep } from 'node:timers/promises';

/** How long a process may take to end by itself. */
export const graceMs = 5000;

/**
 * Sends a signal to a process and everything in its group.
 * @param {number} group the process id of the group's leader
 * @param {NodeJS.Signals | 0} signal
 * @returns {boolean} whether there was anybody to get it
 */
export function signalGroup(group, signal) {
  try {
    process.kill(-group, signal);
    return true;
  } catch {
    return false;
  }
}

/**
 * Asks process groups to end, and makes those end that have not after the grace period.
 * @param {readonly number[]} groups
 * @param {number} [withinMs]
 */
export async function endGroups(groups, withinMs = graceMs) {
  for (const group of groups) signalGroup(group, 'SIGTERM');
  const deadline = Date.now() + withinMs;
  const left = () => groups.filter((group) => signalGroup(group, 0));
  while (left().length > 0 && Date.now() < deadline) await sleep(20);
  for (const group of left()) signalGroup(group, 'SIGKILL');
}
