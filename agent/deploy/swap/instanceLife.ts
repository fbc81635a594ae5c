import type { Clock } from '../../../src/lib/messaging/index.ts';
import type { Instance } from '../instances.ts';

/** For what is cut off to leave: close frames, and answers of the proxy's own. */
const LEAVE_MS = 1_000;

export const sleepOn = (clock: Clock, ms: number): Promise<void> =>
  new Promise((resolve) => void clock.after(ms, resolve));

/** Resolves with true if `task` settles within the time. */
export async function within(clock: Clock, ms: number, task: Promise<unknown>): Promise<boolean> {
  let cancel = () => {};
  const late = new Promise<false>((resolve) => {
    cancel = clock.after(ms, () => resolve(false));
  });
  const inTime = await Promise.race([task.then(() => true), late]);
  cancel();
  return inTime;
}

export interface HealthyWait {
  readonly clock: Clock;
  readonly everyMs: number;
  readonly limitMs: number;
  /** False as soon as it does not matter any more. */
  readonly isOn: () => boolean;
  readonly onCheck: (passed: boolean) => void;
}

/**
 * Checks a new process until it no longer matters, because it is healthy.
 * @returns why it will not be, in words; null if `isOn` ended it
 */
export async function untilHealthy(instance: Instance, wait: HealthyWait): Promise<string | null> {
  const { clock, everyMs, limitMs, isOn, onCheck } = wait;
  const begun = clock.monotonic();
  let ended = false;
  const exited = instance.exited.then(() => {
    ended = true;
  });
  while (isOn()) {
    if (clock.monotonic() - begun > limitMs) {
      return `It did not become healthy within ${Math.round(limitMs / 1_000)} s: GET ${instance.entity.plan.health} has to answer 2xx three times in a row.`;
    }
    const passed = await Promise.race([instance.check(), exited.then(() => false)]);
    if (ended) return isOn() ? 'Its process ended before it was healthy.' : null;
    onCheck(passed);
    if (isOn()) await Promise.race([sleepOn(clock, everyMs), exited]);
  }
  return null;
}

/** Lets a process answer what it has begun, for `drainMs`, then ends it. */
export async function endInstance(
  instance: Instance,
  drainMs: number,
  clock: Clock,
): Promise<void> {
  const { target, exited } = instance;
  const idle = await within(clock, drainMs, Promise.race([target.idle(), exited]));
  if (!idle) {
    target.cut();
    await within(clock, LEAVE_MS, target.idle());
  }
  await instance.stop();
}
