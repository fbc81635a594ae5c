import { LOGS_STREAM } from '../../../catalogs/slate/index.ts';
import type { MessagingClient } from '../../../lib/messaging/index.ts';
import type { Build } from '../model/build.ts';
import { type BuildLogDelivery, belongsTo } from '../log/log.ts';
import { logLine } from '../../../lib/log/eventRows.ts';
import { rangeOf } from '../../../lib/log/lineRange.ts';
import { splitLine } from '../../../lib/log/rows.ts';
import type { ComparedLine } from './logDiff.ts';

/** A comparison reads two logs whole, and says where it cuts. */
export const MAX_READ_LINES = 50_000;
/** Without a message for so long, none is coming. */
const SILENCE_MS = 20_000;
/** Stored times of two streams of one server differ by little; a line's build is checked anyway. */
const CLOCK_SLACK_MS = 2_000;

export interface ReadLog {
  readonly lines: readonly ComparedLine[];
  readonly isCut: boolean;
}

/** Reads the log of an ended build's last run. @throws Error in words: not kept, or unreadable */
export function readLog(
  client: Pick<MessagingClient, 'follow'>,
  build: Build,
  signal: AbortSignal,
): Promise<ReadLog> {
  const { projectId, firstStoredAt, lastStoredAt, attempt } = build;
  return new Promise((resolve, reject) => {
    const lines: ComparedLine[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    // Assigned below; an observer may be called before.
    let stop = () => {};
    let over = false;
    const finish = (settle: () => void) => {
      if (over) return;
      over = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      stop();
      settle();
    };
    const fail = (message: string) => finish(() => reject(new Error(message)));
    const onAbort = () => finish(() => reject(new Error('It was stopped.')));
    const waitOn = () => {
      clearTimeout(timer);
      timer = setTimeout(() => fail('The server does not answer. Try again.'), SILENCE_MS);
    };
    const take = (delivery: BuildLogDelivery) => {
      const { event, meta } = delivery;
      if (lastStoredAt !== null && (meta.storedAt ?? 0) > lastStoredAt + CLOCK_SLACK_MS) {
        return finish(() => resolve({ lines, isCut: false }));
      }
      if (!belongsTo(build, delivery, CLOCK_SLACK_MS)) return;
      if ((event.data?.attempt ?? attempt) !== attempt) return;
      const { step, stream } = event.data ?? {};
      // The agent's note on where a later run begins: no program printed it.
      if (attempt > 1 && step === undefined && stream === undefined) return;
      for (const line of splitLine(logLine(event, meta.seq))) {
        if (lines.length >= MAX_READ_LINES) return finish(() => resolve({ lines, isCut: true }));
        lines.push({ place: rangeOf(line), step, message: line.message });
      }
    };
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) return onAbort();
    waitOn();
    const undo = client.follow(
      `slate.build.log.${projectId}`,
      firstStoredAt === null ? 'all' : { time: Math.floor(firstStoredAt) - CLOCK_SLACK_MS },
      {
        onEvents(deliveries) {
          waitOn();
          for (const delivery of deliveries) if (!over) take(delivery);
        },
        onState(state) {
          if (state.phase === 'live') finish(() => resolve({ lines, isCut: false }));
          if (state.phase === 'live-only') fail('This server keeps no logs.');
          if (state.phase === 'failed') fail(`The log can’t be read: ${state.error.message}`);
        },
        onGap(gap) {
          if (gap.reason === 'expired') fail('The server no longer keeps all of this log.');
        },
      },
      { stream: LOGS_STREAM },
    );
    stop = undo;
    if (over) undo();
  });
}
