import { setTimeout as sleep } from 'node:timers/promises';
import { groupRuns } from './procStat.mjs';

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
  // Zombies get signals too, and in a container it may be that nobody ever collects them.
  const left = () => groups.filter((group) => signalGroup(group, 0) && groupRuns(group));
  while (left().length > 0 && Date.now() < deadline) await sleep(20);
  for (const group of left()) signalGroup(group, 'SIGKILL');
}

/**
 * Ends what runs in the order in which it may: last started, first ended. The agent's last words
 * need a server to go to.
 * @param {Iterable<number>} groups in the order of their start
 */
export async function endInTurn(groups) {
  for (const group of [...groups].reverse()) await endGroups([group]);
}
