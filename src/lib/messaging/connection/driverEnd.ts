import { atMost, type Clock } from '../clock.ts';
import type { Driver, DriverEnd } from './driver.ts';

/** For what is on its way when a connection is replaced. */
const RETIRE_WAIT_MS = 2_000;

export async function endQuietly(driver: Driver): Promise<void> {
  await driver.close().catch(() => {});
}

/**
 * Ends a replaced connection that still works, without losing what is on its way.
 * @param leaveQueues called when the new connection's subscriptions are in force
 */
export async function retire(
  old: Driver,
  next: Driver,
  clock: Clock,
  leaveQueues: () => void,
): Promise<void> {
  const replaced = async () => {
    await next.rtt().catch(() => {});
    leaveQueues();
    // What the server sent before comes before this answer.
    await old.rtt().catch(() => {});
  };
  await atMost(clock, RETIRE_WAIT_MS, replaced());
  await endQuietly(old);
}

export function describeEnd(end: DriverEnd): string {
  switch (end.kind) {
    case 'closed':
      return 'The server closed the connection.';
    case 'auth':
      return 'The server ended the sign-in.';
    case 'lost':
      return end.error instanceof Error && end.error.message
        ? end.error.message
        : 'The connection was lost.';
  }
}
