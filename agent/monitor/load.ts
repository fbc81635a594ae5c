import { readFileSync } from 'node:fs';
import { cpus, freemem, totalmem } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod/mini';
import type { AgentLoad } from '../../src/catalogs/slate/index.ts';
import { parseJson } from '../../src/lib/messaging/index.ts';
import type { PublishedCounts } from '../publish/publisher.ts';

/** Sums over all cores, in ms. */
export interface CpuTimes {
  readonly busy: number;
  readonly all: number;
}

function readCpuTimes(): CpuTimes {
  const times = cpus().map((core) => core.times);
  const all = times.reduce(
    (sum, { user, nice, sys, idle, irq }) => sum + user + nice + sys + idle + irq,
    0,
  );
  return { all, busy: all - times.reduce((sum, { idle }) => sum + idle, 0) };
}

/** Reads the machine's load; CPU is the average since the call before. */
export function createLoad(read: () => CpuTimes = readCpuTimes): () => AgentLoad {
  let last = read();
  return () => {
    const now = read();
    const all = now.all - last.all;
    const cpuPercent = all > 0 ? Math.round(((now.busy - last.busy) / all) * 1_000) / 10 : null;
    last = now;
    return {
      ...(cpuPercent === null ? {} : { cpuPercent: Math.max(0, cpuPercent) }),
      memoryUsedBytes: totalmem() - freemem(),
      memoryBytes: totalmem(),
    };
  };
}

/** Of the product; undefined where the agent runs without its package.json. */
export function readVersion(): string | undefined {
  try {
    const text = readFileSync(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8');
    return z.object({ version: z.string() }).safeParse(parseJson(text)).data?.version;
  } catch {
    return undefined;
  }
}

/** What an agent says of itself with each status. */
export function createFacts(counts: PublishedCounts) {
  const load = createLoad();
  const version = readVersion();
  return () => ({
    ...(version === undefined ? {} : { version }),
    load: load(),
    builds: counts.buildsRunning,
    sessions: counts.sessionsRunning,
  });
}
