import { readdirSync, readFileSync } from 'node:fs';

/**
 * What Linux tells of a process. A zombie has ended, but its parent has not asked how yet.
 * @typedef {{ zombie: boolean, group: number, started: string }} ProcStat
 */

/**
 * @param {number | string} pid
 * @returns {ProcStat | undefined} undefined if there is none with this number, and on other systems
 */
export function readStat(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold spaces and parentheses; the numbers follow the last one.
    const [state = '', , group, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { zombie: 'ZX'.includes(state), group: Number(group), started: rest[16] ?? '' };
  } catch {
    return undefined;
  }
}

/**
 * Whether anything of a process group still runs, as far as Linux tells; elsewhere true.
 * @param {number} group
 */
export function groupRuns(group) {
  const leader = readStat(group);
  if (process.platform !== 'linux' || (leader && !leader.zombie)) return true;
  return readdirSync('/proc').some((name) => {
    const stat = /^\d/.test(name) ? readStat(name) : undefined;
    return stat?.group === group && !stat.zombie;
  });
}
