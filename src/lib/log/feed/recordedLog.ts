import {
  type Delivery,
  type FollowFrom,
  type FollowObserver,
  type History,
  type HistoryEntry,
  type Replay,
  type Unsubscribe,
} from '../../messaging/index.ts';
import type { LogPattern, LogSource } from './feedTypes.ts';

const PAGE = 1_000;

type Entry = HistoryEntry<LogPattern>;

/** When a stored line was stored. */
const storedAt = ({ delivery }: Entry) => delivery.meta.storedAt ?? 0;

/**
 * A log as it was at the replay's moment, which goes on as the replay does.
 * @param stored all that is kept of it
 * @param onFarBehind the replay went further than can be caught up with line by line
 */
export function recordedLog(
  replay: Replay,
  stored: History<LogPattern>,
  onFarBehind: () => void,
): Pick<LogSource, 'history' | 'follow' | 'isLive' | 'onLink'> {
  const { live, source } = replay;
  const history = historyUntil(stored, source.now());
  return {
    history,
    follow: (from, observer) => followReplay(replay, stored, from, observer, onFarBehind),
    isLive: () => live.getState().status === 'live',
    onLink: (listener) => live.onState(listener),
  };
}

/** What was stored by a time. */
function historyUntil(stored: History<LogPattern>, time: number): History<LogPattern> {
  let found: Promise<number> | null = null;
  /** The first sequence after that time. */
  const end = () => {
    found ??= firstAfter(stored, time).catch((error: unknown) => {
      found = null;
      throw error;
    });
    return found;
  };
  return {
    bounds: async () => {
      const bounds = await stored.bounds();
      return { ...bounds, lastSeq: Math.min(bounds.lastSeq, (await end()) - 1) };
    },
    read: async (request) => {
      const before = Math.min(request.before ?? Infinity, await end());
      const page = await stored.read({ ...request, before });
      return { ...page, atEnd: page.atEnd || page.messages < request.limit };
    },
    seqOfLast: (wanted) => stored.seqOfLast(wanted),
    count: async (from, before) => stored.count(from, Math.min(before, await end())),
  };
}

async function firstAfter(stored: History<LogPattern>, time: number): Promise<number> {
  let from: number | { readonly time: number } = { time };
  for (;;) {
    const page: Awaited<ReturnType<typeof stored.read>> = await stored.read({ from, limit: PAGE });
    const next = page.entries.find((entry) => storedAt(entry) > time);
    if (next?.delivery.meta.seq !== undefined) return next.delivery.meta.seq;
    if (page.atEnd) return (await stored.bounds()).lastSeq + 1;
    from = page.nextSeq;
  }
}

/** Delivers lines as the replay passes them. */
function followReplay(
  { source }: Replay,
  stored: History<LogPattern>,
  from: FollowFrom,
  observer: FollowObserver<LogPattern>,
  onFarBehind: () => void,
): Unsubscribe {
  const ended = new AbortController();
  let next = typeof from === 'object' && 'seq' in from ? from.seq : 1;
  /** Messages before the page that was read ahead. */
  let place = 0;
  let ahead: readonly Entry[] = [];
  let atEnd = false;
  let isReading = false;
  const read = async () => {
    const { signal } = ended;
    const page = await stored.read({ from: next, limit: PAGE, signal });
    ahead = page.entries.map((entry) => ({ ...entry, place: place + entry.place }));
    place += page.messages;
    next = page.nextSeq;
    atEnd = page.atEnd;
  };
  const deliver = async () => {
    if (isReading || ended.signal.aborted) return;
    isReading = true;
    try {
      if (ahead.length === 0 && !atEnd) await read();
      const past = ahead.filter((entry) => storedAt(entry) <= source.now());
      const isBehind = past.length === ahead.length && past.length > 0 && !atEnd;
      if (isBehind && past.length >= PAGE) return onFarBehind();
      ahead = ahead.slice(past.length);
      if (past.length > 0) observer.onEvents(past.map(deliveryOf));
    } catch {
      // The next move tries again; without a connection there is none.
    } finally {
      isReading = false;
    }
  };
  queueMicrotask(() => {
    if (ended.signal.aborted) return;
    observer.onState?.({ phase: 'live' });
    void deliver();
  });
  const stop = source.onMove(() => void deliver());
  return () => {
    ended.abort();
    stop();
  };
}

const deliveryOf = ({ delivery, place }: Entry): Delivery<LogPattern> => ({
  ...delivery,
  meta: { ...delivery.meta, place, behind: 0 },
});
