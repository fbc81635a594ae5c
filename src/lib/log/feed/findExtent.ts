import { isMessagingError } from '../../messaging/index.ts';
import { type LineRange, rangeOf } from '../lineRange.ts';
import { type LogLineInput, orderOf, splitLine, weighEvent } from '../rows.ts';
import type { LogSource } from './feedTypes.ts';

const SOON_MS = 200;
/** Tries without an answer before the server counts as one without history. */
const PATIENT_LOOKS = 3;
/** Lines of another log may lie between the start time and this log. */
const LOOK_THROUGH = 500;

export interface LogExtent {
  readonly startSeq: number;
  /** Live reading begins after what is stored now. */
  readonly tailSeq: number;
}

/** Null where there is no history. */
export async function waitForExtent(
  source: LogSource,
  signal: AbortSignal,
): Promise<LogExtent | null> {
  for (let looks = 1; ; looks++) {
    await untilLive(source, signal);
    if (signal.aborted) return null;
    try {
      return await findExtent(source, signal);
    } catch (error) {
      if (signal.aborted) return null;
      const isOffline = isMessagingError(error, 'offline');
      if (isOffline) looks = 0;
      const mayBeSlow = isMessagingError(error, 'timeout') && looks < PATIENT_LOOKS;
      if (!isOffline && !mayBeSlow) return null;
      await pause(SOON_MS);
    }
  }
}

/** @throws MessagingError as History's methods do */
async function findExtent(source: LogSource, signal: AbortSignal): Promise<LogExtent> {
  const { history, startTime, endTime } = source;
  const { firstSeq, lastSeq } = await history.bounds();
  const end = lastSeq + 1;
  const startAfter = async (time: number): Promise<number> => {
    const page = await history.read({
      from: { time },
      limit: LOOK_THROUGH,
      weigh: weighEvent,
      signal,
    });
    const ours = page.entries.find(({ delivery }) => source.toLine(delivery) !== null);
    // Output from before is not part of a log that has not begun.
    if (ours === undefined && page.atEnd) return end;
    return (ours ?? page.entries[0])?.delivery.meta.seq ?? firstSeq;
  };
  const firstAfter = async (time: number): Promise<number> => {
    const page = await history.read({ from: { time }, limit: 1, signal });
    return page.messages > 0 ? page.nextSeq - 1 : end;
  };
  const startSeq = startTime === null ? firstSeq : await startAfter(startTime);
  const tailSeq = endTime === null ? end : Math.min(end, await firstAfter(endTime));
  // What arrives meanwhile is live.
  return { startSeq: Math.min(startSeq, tailSeq), tailSeq };
}

function untilLive(source: LogSource, signal: AbortSignal): Promise<void> {
  if (source.isLive() || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      stop();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const stop = source.onLink(() => {
      if (source.isLive()) done();
    });
    signal.addEventListener('abort', done);
  });
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Synchronised clocks differ by less. */
const CLOCKS_DIFFER_MS = 1_000;
/** What is looked for is among so many. */
const FOUND_WITHIN = 10_000;

export interface FoundLine {
  /** Where it stands, as `orderOf`. */
  readonly order: number;
  /** What a link can name of it. */
  readonly lines: LineRange | null;
}

/** The first matching line stored since a time; null if none is near. */
export async function findFrom(
  source: LogSource,
  time: number,
  matches: (line: LogLineInput) => boolean,
  signal: AbortSignal,
): Promise<FoundLine | null> {
  const from = { time: time - CLOCKS_DIFFER_MS };
  const page = await source.history.read({ from, limit: FOUND_WITHIN, weigh: weighEvent, signal });
  for (const { delivery } of page.entries) {
    const message = source.toLine(delivery);
    const line = message && splitLine(message).find(matches);
    if (line) return { order: orderOf(line) ?? 0, lines: rangeOf(line) };
  }
  return null;
}
