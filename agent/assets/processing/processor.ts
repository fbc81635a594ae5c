import { dirname, join } from 'node:path';
import { parseJson } from '../../../src/lib/messaging/index.ts';
import type { StartProcess } from '../../process/process.ts';
import { readProcess } from '../../process/processTable.ts';
import { type ProcessingJob, type ProcessingResult, processingResult } from './job.ts';

const WORKER = join(import.meta.dirname, 'worker.ts');
const HEAP_MB = 256;
const POLL_MS = 100;

export interface ProcessingLimits {
  readonly atOnce: number;
  readonly timeMs: number;
  /** Resident memory of one worker. */
  readonly memoryBytes: number;
}

/** What one worker may take. */
export const workerLimits = { timeMs: 30_000, memoryBytes: 768 * 1024 * 1024 };

export interface Processor {
  /**
   * Looks into a file, when it is its turn. Never rejects: every kind has a result, also when the
   * worker had to be killed. Null if the processor was closed before.
   */
  run(job: ProcessingJob): Promise<readonly ProcessingResult[] | null>;
  close(): void;
}

/** Runs each job in a process of its own, which a hostile file can take and nothing else. */
export function createProcessor(startProcess: StartProcess, limits: ProcessingLimits): Processor {
  const waiting: (() => void)[] = [];
  const stops = new Set<() => void>();
  let running = 0;
  let closed = false;

  const runNow = async (job: ProcessingJob): Promise<readonly ProcessingResult[] | null> => {
    const results: ProcessingResult[] = [];
    let killed: string | null = null;
    const child = startProcess(
      {
        command: process.execPath,
        args: [`--max-old-space-size=${HEAP_MB}`, WORKER, JSON.stringify(job)],
        cwd: dirname(WORKER),
        env: { FORCE_COLOR: '0' },
      },
      (line) => {
        const result = parseResult(line);
        if (result) results.push(result);
        return undefined;
      },
    );
    const stop = (why: string) => {
      killed ??= why;
      child.stop(0);
    };
    const close = () => stop('');
    stops.add(close);
    const timer = setTimeout(
      () => stop(`It took longer than ${limits.timeMs / 1_000} s.`),
      limits.timeMs,
    );
    const poll = setInterval(() => {
      const used = child.tree ? (readProcess(child.tree.pid)?.memoryBytes ?? 0) : 0;
      if (used > limits.memoryBytes) stop('It takes too much memory.');
    }, POLL_MS);
    await child.ended;
    clearTimeout(timer);
    clearInterval(poll);
    stops.delete(close);
    if (closed) return null;
    return job.kinds.map(
      (kind) =>
        results.find((result) => result.kind === kind) ?? {
          kind,
          status: 'failed',
          reason: killed ?? 'The file can’t be read: looking into it ended with an error.',
        },
    );
  };

  return {
    async run(job) {
      if (running >= limits.atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
      if (closed) return null;
      running += 1;
      try {
        return await runNow(job);
      } finally {
        running -= 1;
        waiting.shift()?.();
      }
    },
    close() {
      closed = true;
      for (const stop of stops) stop();
      for (const next of waiting.splice(0)) next();
    },
  };
}

function parseResult(line: string): ProcessingResult | null {
  try {
    return processingResult.safeParse(parseJson(line)).data ?? null;
  } catch {
    // A library printed something.
    return null;
  }
}
