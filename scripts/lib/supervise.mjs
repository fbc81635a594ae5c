import { setTimeout as sleep } from 'node:timers/promises';
import { reasonOf, say, UserError } from './report.mjs';

/** @typedef {import('./processes.mjs').Child} Child */

const defaultFirstDelayMs = 1000;
const longestDelayMs = 10_000;
/** Whoever has run this long has recovered; the next failure is a new one. */
const steadyMs = 30_000;

/**
 * Starts a program, then starts it again whenever it ends, with growing pauses.
 * @param {object} options
 * @param {string} options.name
 * @param {() => Promise<Child>} options.launch resolves when the program is ready
 * @param {() => Promise<void>} [options.mayLaunch] resolves when there is room for it
 * @param {AbortSignal} options.signal ends the supervision, not the program
 * @param {number} [options.firstDelayMs]
 * @returns {Promise<void>} when it is ready for the first time; rejects if it never is
 */
export async function supervise(options) {
  const { name, launch, mayLaunch, signal, firstDelayMs = defaultFirstDelayMs } = options;
  const first = await launch();
  void superviseFrom(first).catch((error) => {
    if (!signal.aborted) say(`${name} is no longer supervised: ${reasonOf(error)}`);
  });

  /** @param {Child} running */
  async function superviseFrom(running) {
    /** @type {Child | undefined} */
    let child = running;
    let delayMs = firstDelayMs;
    for (;;) {
      const since = Date.now();
      if (child) {
        const how = await child.ended;
        if (signal.aborted) return;
        if (Date.now() - since > steadyMs) delayMs = firstDelayMs;
        say(`${how}; starting it again in ${delayMs / 1000} s.`);
      }
      await sleep(delayMs, undefined, { signal });
      delayMs = Math.min(delayMs * 2, longestDelayMs);
      await mayLaunch?.();
      child = await launch().catch((error) => {
        if (!signal.aborted) say(reasonOf(error));
        return undefined;
      });
    }
  }
}

/**
 * Waits until a program is ready.
 * @param {object} options
 * @param {string} options.name
 * @param {Child} options.child
 * @param {number} options.timeoutMs
 * @param {(signal: AbortSignal) => Promise<void>} options.ready
 * @throws {UserError} if it ends or stays silent instead; then it is ended
 */
export async function untilReady({ name, child, timeoutMs, ready }) {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), timeoutMs);
  const timeUp = new Promise((done) => abort.signal.addEventListener('abort', () => done('late')));
  try {
    const outcome = await Promise.race([
      ready(abort.signal).then(() => undefined),
      child.ended,
      timeUp.then(() => `${name} was not ready after ${timeoutMs / 1000} s`),
    ]);
    if (outcome === undefined) return;
    await child.end();
    throw new UserError(`${outcome}. What it said is above.`);
  } finally {
    clearTimeout(timer);
    abort.abort();
  }
}
