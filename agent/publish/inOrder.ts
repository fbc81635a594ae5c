import { setTimeout as sleep } from 'node:timers/promises';

/** While a stream takes nothing, builds go on; readers put late events in their place. */
const WAIT_MS = 5_000;

/**
 * Waits until an event is stored before one of another subject is sent: the outbox keeps order
 * within a subject only. Gives up after 5 s.
 */
export async function inOrder(stored: Promise<void>): Promise<void> {
  const timer = new AbortController();
  const late = sleep(WAIT_MS, undefined, { signal: timer.signal }).catch(() => undefined);
  await Promise.race([stored, late]);
  timer.abort();
}
