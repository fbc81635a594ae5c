import type { Clock } from '../clock.ts';

const TICK_MS = 2_000;
const ASLEEP_MS = 4_000;

/** Reports that this machine has slept: timers stood still while the time of day went on. */
export function detectWakeUp(clock: Clock, onWake: () => void): () => void {
  let stopTimer = () => {};
  // A hidden page's timers are always late: only the first time counts.
  let wasLate = false;
  const tick = () => {
    const dueAt = clock.now() + TICK_MS;
    stopTimer = clock.after(TICK_MS, () => {
      const late = clock.now() - dueAt > ASLEEP_MS;
      const woke = late && !wasLate;
      wasLate = late;
      tick();
      if (woke) onWake();
    });
  };
  tick();
  return () => stopTimer();
}
