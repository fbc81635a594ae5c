import type { LogSource } from './feedTypes.ts';

/** Another log's last lines may lie between the time given and this log's first. */
const LOOK_THROUGH = 500;

/** A log's place in the stream. */
export interface LogExtent {
  readonly startSeq: number;
  /** The first sequence after what is stored of it now: live reading begins there. */
  readonly tailSeq: number;
}

/** @throws MessagingError as History's methods do */
export async function findExtent(source: LogSource, signal: AbortSignal): Promise<LogExtent> {
  const { history, startTime, endTime } = source;
  const { firstSeq, lastSeq } = await history.bounds();
  const end = lastSeq + 1;
  const after = async (time: number, wanted: 'any' | 'ours'): Promise<number> => {
    const limit = wanted === 'any' ? 1 : LOOK_THROUGH;
    const page = await history.read({ from: { time }, limit, signal });
    const ours = page.entries.find(
      ({ delivery }) => wanted === 'any' || source.toLine(delivery) !== null,
    );
    const found = (ours ?? page.entries[0])?.delivery.meta.seq;
    return found ?? (page.messages > 0 ? firstSeq : end);
  };
  const startSeq = startTime === null ? firstSeq : await after(startTime, 'ours');
  const tailSeq = endTime === null ? end : Math.min(end, await after(endTime, 'any'));
  // What arrives while this looks is live: the log begins where it ends so far.
  return { startSeq: Math.min(startSeq, tailSeq), tailSeq };
}
