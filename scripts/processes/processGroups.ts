import { setTimeout as sleep } from 'node:timers/promises';
import { readProcess, readProcesses } from '../../agent/process/processTable.ts';

/** How long a process gets to end by itself. */
export const graceMs = 5000;

/** Sends a signal to the group that a process leads. Returns whether it exists. */
export function signalGroup(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-group, signal);
    return true;
  } catch {
    return false;
  }
}

/** Stops process groups: SIGTERM, and SIGKILL for those that outlive the grace period. */
export async function endGroups(groups: readonly number[], withinMs = graceMs): Promise<void> {
  for (const group of groups) signalGroup(group, 'SIGTERM');
  const deadline = Date.now() + withinMs;
  const left = () => groups.filter((group) => signalGroup(group, 0) && isRunning(group));
  while (left().length > 0 && Date.now() < deadline) await sleep(20);
  for (const group of left()) signalGroup(group, 'SIGKILL');
}

/** Stops groups in reverse order of their start, so that the agent can flush to the server. */
export async function endInReverse(groups: Iterable<number>): Promise<void> {
  for (const group of [...groups].reverse()) await endGroups([group]);
}

/** Zombies get signals too, and in a container they may never be collected. */
function isRunning(group: number): boolean {
  if (readProcess(group)?.zombie === false) return true;
  return readProcesses().some((row) => row.group === group && !row.zombie);
}
