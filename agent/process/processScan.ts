import { readdir, readFile } from 'node:fs/promises';
import { markerOf, parseStat, type ProcessRow, readProcesses } from './processTable.ts';

/** A child has its parent's environment until its program begins, so its mark may come later. */
const SETTLED_MS = 5_000;
/** A pid may be given to another process: strangers are looked at again after so long. */
const STRANGER_MS = 10_000;

export interface ProcessScanOptions {
  /** Milliseconds, monotone. */
  readonly now?: () => number;
  /** A file's text, or null if it can't be read. */
  readonly read?: (path: string) => Promise<string | null>;
}

/** Looks at the processes of this machine for all who ask at a time. */
export interface ProcessScan {
  /** What lives of a process group, or has inherited the mark (Linux). */
  members(group: number, marker: string): Promise<readonly ProcessRow[]>;
}

interface Known {
  readonly started: string;
  readonly group: number;
  readonly marker: string | null;
  readonly firstSeenAt: number;
  readonly lookedAt: number;
}

interface Row extends ProcessRow {
  readonly marker: string | null;
}

/**
 * Remembers what it has seen: a look reads the numbers of all processes, but only the files of those
 * that belong to a child of the agent or are not known yet.
 */
export function createProcessScan({
  now = () => performance.now(),
  read = readText,
}: ProcessScanOptions = {}): ProcessScan {
  const known = new Map<number, Known>();
  /** Every group that was ever asked for. */
  const groups = new Set<number>();

  const isSettled = ({ firstSeenAt, lookedAt }: Known) => lookedAt - firstSeenAt >= SETTLED_MS;
  const isSkipped = (one: Known) =>
    isSettled(one) &&
    one.marker === null &&
    !groups.has(one.group) &&
    now() - one.lookedAt < STRANGER_MS;

  const look = async (pid: number): Promise<Row | null> => {
    const before = known.get(pid);
    if (before && isSkipped(before)) return null;
    const stat = await read(`/proc/${pid}/stat`);
    if (stat === null) return null;
    const row = parseStat(pid, stat);
    const same = before?.started === row.started ? before : null;
    const marker =
      same && (same.marker !== null || isSettled(same))
        ? same.marker
        : markerOf(await read(`/proc/${pid}/environ`));
    const lookedAt = now();
    const { started, group } = row;
    known.set(pid, {
      started,
      group,
      marker,
      firstSeenAt: same?.firstSeenAt ?? lookedAt,
      lookedAt,
    });
    return { ...row, marker };
  };
  const scan = async (): Promise<readonly Row[]> => {
    if (process.platform !== 'linux') {
      return readProcesses().map((row) => ({ ...row, marker: null }));
    }
    const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
    const present = new Set(pids);
    for (const pid of known.keys()) if (!present.has(pid)) known.delete(pid);
    return (await Promise.all(pids.map(look))).filter((row) => row !== null);
  };

  let running: Promise<readonly Row[]> | null = null;
  let next: Promise<readonly Row[]> | null = null;
  /** One that began before the call may have missed what the caller asks about. */
  const scanSoon = (): Promise<readonly Row[]> => {
    if (running === null) {
      running = scan().finally(() => {
        running = null;
      });
      return running;
    }
    next ??= running
      .catch(() => undefined)
      .then(() => {
        next = null;
        return scanSoon();
      });
    return next;
  };

  return {
    async members(group, marker) {
      groups.add(group);
      const rows = await scanSoon();
      return rows.filter(
        (row) =>
          !row.zombie && row.pid !== process.pid && (row.group === group || row.marker === marker),
      );
    },
  };
}

async function readText(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    // It has ended in the meantime, or belongs to another user.
    return null;
  }
}
