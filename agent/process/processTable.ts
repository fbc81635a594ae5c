import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { MARKER_KEY } from './environment.ts';

/** One process of this machine. */
export interface ProcessRow {
  readonly pid: number;
  /** The process group; its number is the pid of the process that founded it. */
  readonly group: number;
  /** Dead, but not yet collected by its parent: it can't be killed and does nothing. */
  readonly zombie: boolean;
  /** When it began, in words that no other process with this pid ever shares. */
  readonly started: string;
  /** CPU time used so far, in milliseconds. */
  readonly cpuMs: number;
  /** Resident memory. */
  readonly memoryBytes: number;
}

/** Linux counts CPU time for user space in hundredths of a second on every architecture. */
const MS_PER_TICK = 10;
const isLinux = process.platform === 'linux';
let cachedBootId: string | undefined;
let cachedPageSize: number | undefined;

/** All processes that can be seen. Empty on Windows, which has no process groups. */
export function readProcesses(): readonly ProcessRow[] {
  if (process.platform === 'win32') return [];
  if (!isLinux) return readWithPs();
  return readdirSync('/proc').flatMap((name) => {
    const row = /^\d+$/.test(name) ? readProcess(Number(name)) : null;
    return row ? [row] : [];
  });
}

/** One process, or null if there is none with this pid. */
export function readProcess(pid: number): ProcessRow | null {
  if (!isLinux) return readProcesses().find((row) => row.pid === pid) ?? null;
  const stat = readText(`/proc/${pid}/stat`);
  return stat === null ? null : parseStat(pid, stat);
}

/** The text of `/proc/<pid>/stat`. */
export function parseStat(pid: number, stat: string): ProcessRow {
  // The name in parentheses may hold spaces and parentheses; the numbers follow the last one.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const number = (index: number) => Number(fields[index] ?? 0);
  return {
    pid,
    group: number(2),
    zombie: fields[0] === 'Z' || fields[0] === 'X',
    started: `${bootId()}:${fields[19] ?? ''}`,
    cpuMs: (number(11) + number(12)) * MS_PER_TICK,
    memoryBytes: number(21) * pageSize(),
  };
}

/** A pid alone may belong to a stranger after a while; with its start time it never does. */
export type ProcessIdentity = Pick<ProcessRow, 'pid' | 'started'>;

export function ownIdentity(): ProcessIdentity {
  return { pid: process.pid, started: readProcess(process.pid)?.started ?? '' };
}

/** Whether that very process is alive. */
export function isRunning({ pid, started }: ProcessIdentity): boolean {
  const row = readProcess(pid);
  return row !== null && !row.zombie && row.started === started;
}

/** True if the process inherited this mark. Only Linux lets one look; elsewhere false. */
export function isMarked(pid: number, marker: string): boolean {
  if (!isLinux) return false;
  return markerOf(readText(`/proc/${pid}/environ`)) === marker;
}

/** The mark in the text of `/proc/<pid>/environ`, or null. */
export function markerOf(environment: string | null): string | null {
  const start = `${MARKER_KEY}=`;
  const entry = environment?.split('\0').find((variable) => variable.startsWith(start));
  return entry?.slice(start.length) ?? null;
}

function bootId(): string {
  cachedBootId ??= readText('/proc/sys/kernel/random/boot_id')?.trim() ?? '';
  return cachedBootId;
}

/** Node knows its own memory in bytes, the kernel in pages: their ratio, a power of two. */
function pageSize(): number {
  if (cachedPageSize === undefined) {
    const stat = readText('/proc/self/stat') ?? '';
    const pages = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[21] ?? 0);
    const ratio = pages > 0 ? process.memoryUsage.rss() / pages : 4096;
    cachedPageSize = 2 ** Math.round(Math.log2(ratio));
  }
  return cachedPageSize;
}

function readWithPs(): readonly ProcessRow[] {
  const columns = 'pid=,pgid=,stat=,rss=,time=,lstart=';
  const output = execFileSync('ps', ['-A', '-o', columns], { encoding: 'utf8' });
  return output.split('\n').flatMap((line) => parsePsLine(line) ?? []);
}

/** One line of `ps -o pid=,pgid=,stat=,rss=,time=,lstart=`, or null if it is none. */
export function parsePsLine(line: string): ProcessRow | null {
  const parts = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(\d+)\s+([\d:.-]+)\s+(.*\S)\s*$/.exec(line);
  if (!parts) return null;
  const [, pid = '', group = '', state = '', kilobytes = '', time = '', started = ''] = parts;
  const [days, clock] = time.includes('-') ? time.split('-') : ['0', time];
  const seconds = (clock ?? '').split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  return {
    pid: Number(pid),
    group: Number(group),
    zombie: state.startsWith('Z'),
    started,
    cpuMs: Math.round((Number(days) * 86_400 + seconds) * 1000),
    memoryBytes: Number(kilobytes) * 1024,
  };
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // It has ended in the meantime, or belongs to another user.
    return null;
  }
}
