import { setTimeout as sleep } from 'node:timers/promises';
import { createProcessScan } from './processScan.ts';
import { isMarked, type ProcessRow, readProcesses } from './processTable.ts';

/** A job's processes: its process group, and what left the group but kept the mark (Linux). */
export interface ProcessTree {
  /** Pid of the group's founder. */
  readonly pid: number;
  readonly marker: string;
}

/** In place of a pid: only the mark says what belongs to the tree. */
export const NO_PROCESS = -1;
const FIRST_POLL_MS = 20;
const LAST_POLL_MS = 160;
/** After SIGKILL: what still lives then sits in the kernel and can't be waited for. */
const KILL_WAIT_MS = 2_000;

const scan = createProcessScan();

/** Everything of the tree that is alive now. */
export function treeMembers({ pid, marker }: ProcessTree): Promise<readonly ProcessRow[]> {
  return scan.members(pid, marker);
}

/**
 * Ends the whole tree: SIGTERM, and SIGKILL for those still alive after `graceMs`. Resolves when
 * all are gone. Windows has no such groups; there the caller ends the tree with taskkill.
 */
export async function endTree(tree: ProcessTree, graceMs: number): Promise<void> {
  const begun = performance.now();
  let asked = false;
  for (let pollMs = FIRST_POLL_MS; ; pollMs = Math.min(LAST_POLL_MS, pollMs * 2)) {
    const members = await treeMembers(tree);
    const elapsedMs = performance.now() - begun;
    if (members.length === 0 || elapsedMs > graceMs + KILL_WAIT_MS) return;
    // SIGKILL again and again: a process may fork while it is being killed.
    if (elapsedMs >= graceMs) signalAll(tree, members, 'SIGKILL');
    else if (!asked) signalAll(tree, members, 'SIGTERM');
    asked = true;
    await sleep(pollMs);
  }
}

/** Kills the whole tree at once, without waiting: for the moment in which the agent itself ends. */
export function killTreeNow(tree: ProcessTree): void {
  const members = readProcesses().filter(
    (row) =>
      !row.zombie &&
      row.pid !== process.pid &&
      (row.group === tree.pid || isMarked(row.pid, tree.marker)),
  );
  signalAll(tree, members, 'SIGKILL');
}

function signalAll(
  tree: ProcessTree,
  members: readonly ProcessRow[],
  signal: NodeJS.Signals,
): void {
  if (members.some((row) => row.group === tree.pid)) send(-tree.pid, signal);
  for (const row of members) if (row.group !== tree.pid) send(row.pid, signal);
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended by itself in the meantime.
  }
}
