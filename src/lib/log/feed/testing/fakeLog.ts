import type { Delivery, FollowFrom, FollowObserver } from '../../../messaging/index.ts';
import type { LogPattern, LogSource } from '../feedTypes.ts';

interface FakeFollow {
  readonly from: FollowFrom;
  readonly observer: Required<FollowObserver<LogPattern>>;
  isStopped: boolean;
}

/** A delivered line: its `seq`, or a time without one. */
export function delivery(seq: number | undefined, time = seq ?? 0): Delivery<LogPattern> {
  const line: Delivery<`slate.runtime.log.${string}`> = {
    event: { type: 'log', sessionId: 's', timestamp: time, data: { message: `line ${time}` } },
    meta: {
      ...{ name: 'runtime.log', subject: 'slate.runtime.log.s', replayed: false },
      ...(seq === undefined ? {} : { seq }),
    },
  };
  return line as never;
}

/**
 * A log of lines 1 to `stored`, whose pages the test releases.
 * @param stored null for a server without history
 */
export function fakeLog(stored: number | null) {
  const follows: FakeFollow[] = [];
  let last = stored ?? 0;
  let mayRead = Promise.resolve();
  let reads = 0;
  let freeReads = Infinity;
  const source: LogSource = {
    history: {
      bounds: () =>
        stored === null
          ? Promise.reject(new Error('no history'))
          : Promise.resolve({ firstSeq: 1, lastSeq: last, created: '' }),
      read: async ({ from, before = Infinity, limit, signal }) => {
        reads += 1;
        const { promise: aborted, reject } = Promise.withResolvers<never>();
        signal?.addEventListener('abort', reject);
        await Promise.race([reads > freeReads ? mayRead : null, aborted]);
        signal?.throwIfAborted();
        if (typeof from !== 'number') throw new Error('Nothing is read by time here.');
        const end = Math.min(last + 1, before, from + limit);
        const entries = Array.from({ length: Math.max(0, end - from) }, (_, place) => ({
          delivery: delivery(from + place),
          place,
        }));
        const messages = entries.length;
        const isCut = messages === limit && end < Math.min(last + 1, before);
        return { entries, messages, nextSeq: end, atEnd: end > last, isCut, count: () => {} };
      },
      seqOfLast: (wanted) => Promise.resolve(Math.max(1, last + 1 - wanted)),
      count: (from, before) => Promise.resolve(before - from),
    },
    follow: (from, { onEvents, onState = () => {}, onGap = () => {} }) => {
      const follow = { from, observer: { onEvents, onState, onGap }, isStopped: false };
      follows.push(follow);
      return () => {
        follow.isStopped = true;
      };
    },
    isLive: () => true,
    onLink: () => () => {},
    toLine: ({ event, meta }) => ({
      time: event.timestamp,
      message: event.data?.message ?? '',
      level: 'info',
      ...(meta.seq === undefined ? {} : { seq: meta.seq }),
    }),
    startTime: null,
    endTime: null,
  };
  const deliver = (lines: readonly Delivery<LogPattern>[]) => {
    for (const { observer, isStopped } of follows) if (!isStopped) observer.onEvents(lines);
  };
  return {
    source,
    follows,
    reads: () => reads,
    store(to: number) {
      last = to;
    },
    /** Stores and delivers lines up to this one. */
    publish(to: number) {
      const lines = Array.from({ length: to - last }, (_, i) => delivery(last + 1 + i));
      last = to;
      deliver(lines);
    },
    /** Delivers lines that no stream keeps. */
    publishLive(count: number) {
      deliver(Array.from({ length: count }, (_, i) => delivery(undefined, i + 1)));
    },
    /** Later pages wait. @param free pages that do not @returns releases them */
    holdPages(free = 0): () => void {
      freeReads = reads + free;
      let letGo = () => {};
      mayRead = new Promise((resolve) => (letGo = resolve));
      return letGo;
    },
  };
}
