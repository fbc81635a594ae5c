import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../../agent/userError.ts';
import type { Child } from './processes.ts';
import { reasonOf, say } from '../lib/report.ts';

const defaultFirstDelayMs = 1000;
const longestDelayMs = 10_000;
/** A program that ran this long has recovered; its next failure is a new one. */
const steadyMs = 30_000;

interface SuperviseOptions {
  readonly name: string;
  /** Resolves when the program is ready. */
  readonly launch: () => Promise<Child>;
  /** Resolves when the program may be started again. */
  readonly mayLaunch?: () => Promise<void>;
  /** Ends the supervision, not the program. */
  readonly signal: AbortSignal;
  readonly firstDelayMs?: number;
}

/**
 * Starts a program, and again whenever it ends, with growing pauses. Resolves when it is ready for
 * the first time; rejects if it never is.
 */
export async function supervise(options: SuperviseOptions): Promise<void> {
  const { name, signal } = options;
  const first = await options.launch();
  void keepRunning(first, options).catch((error: unknown) => {
    if (!signal.aborted) say(`${name} is no longer supervised: ${reasonOf(error)}`);
  });
}

async function keepRunning(first: Child, options: SuperviseOptions): Promise<void> {
  const { launch, mayLaunch, signal, firstDelayMs = defaultFirstDelayMs } = options;
  let child: Child | undefined = first;
  let delayMs = firstDelayMs;
  for (;;) {
    const since = performance.now();
    if (child) {
      const how = await child.ended;
      if (signal.aborted) return;
      if (performance.now() - since > steadyMs) delayMs = firstDelayMs;
      say(`${how}; starting it again in ${delayMs / 1000} s.`);
    }
    await sleep(delayMs, undefined, { signal });
    delayMs = Math.min(delayMs * 2, longestDelayMs);
    await mayLaunch?.();
    child = await launch().catch((error: unknown) => {
      if (!signal.aborted) say(reasonOf(error));
      return undefined;
    });
  }
}

/**
 * Waits until a program is ready.
 * @throws UserError if it ends or takes too long; then it is stopped
 */
export async function untilReady({
  name,
  child,
  timeoutMs,
  ready,
}: {
  readonly name: string;
  readonly child: Child;
  readonly timeoutMs: number;
  readonly ready: (signal: AbortSignal) => Promise<void>;
}): Promise<void> {
  const over = new AbortController();
  try {
    const problem = await Promise.race([
      ready(over.signal).then(() => undefined),
      child.ended,
      sleep(timeoutMs, `${name} was not ready after ${timeoutMs / 1000} s`, {
        signal: over.signal,
      }),
    ]);
    if (problem === undefined) return;
    await child.end();
    throw new UserError(`${problem}. Its output is above.`);
  } finally {
    over.abort();
  }
}
