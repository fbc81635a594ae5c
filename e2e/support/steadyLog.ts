import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../../src/lib/messaging/testing/until.ts';
import type { Publisher } from './publisher.ts';

/** A log that goes on whatever becomes of its readers: "line 1", "line 2" and so on. */
export interface SteadyLog {
  /** Resolves when this many more lines are published. */
  more(lines: number): Promise<void>;
  /** Ends it. @returns how many lines it had */
  stop(): Promise<number>;
}

/** Publishes a runtime's log at a steady pace. */
export function steadyLog(publisher: Publisher, sessionId: string, everyMs: number): SteadyLog {
  let count = 0;
  let running = true;
  const printing = (async () => {
    while (running) {
      count += 1;
      await publisher.publish(`slate.runtime.log.${sessionId}`, {
        type: 'log',
        sessionId,
        timestamp: Date.now(),
        data: { message: `line ${count}` },
      });
      await sleep(everyMs);
    }
  })();
  return {
    async more(lines) {
      const wanted = count + lines;
      await Promise.race([until(() => count >= wanted), printing]);
    },
    async stop() {
      running = false;
      await printing;
      return count;
    },
  };
}
