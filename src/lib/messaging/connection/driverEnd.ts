import type { Clock } from '../clock.ts';
import type { Driver, DriverEnd } from './driver.ts';

/** For what was published a moment before to reach the server. */
const FLUSH_WAIT_MS = 2_000;

/** A connection that is being given up has nothing to say any more. */
export async function endQuietly(driver: Driver): Promise<void> {
  await driver.close().catch(() => {});
}

/** Ends a connection that still works, and has been replaced, without losing what is on its way. */
export async function flushAndEnd(driver: Driver, clock: Clock): Promise<void> {
  let stopTimer = () => {};
  const late = new Promise<void>((resolve) => {
    stopTimer = clock.after(FLUSH_WAIT_MS, resolve);
  });
  await Promise.race([driver.rtt().catch(() => {}), late]);
  stopTimer();
  await endQuietly(driver);
}

/** Why a connection ended, in words. */
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
