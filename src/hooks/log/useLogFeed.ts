import { use, useEffect, useState } from 'react';
import type { LogPattern, LogSource } from '../../lib/log/feed/feedTypes.ts';
import { LogFeed } from '../../lib/log/feed/LogFeed.ts';
import { LogBuffer } from '../../lib/log/LogBuffer.ts';
import { PartialLine } from '../../lib/log/PartialLine.ts';
import {
  type FollowState,
  type MessagingClient,
  openHistory,
  type Unsubscribe,
} from '../../lib/messaging/index.ts';
import { ReplayContext, type ReplayedLog } from '../replay/replayContext.ts';
import type { FollowStatus } from '../useFollow.ts';
import { useLatest } from '../useLatest.ts';
import { useMessaging } from '../useMessaging.ts';

export interface LogDescription extends Pick<LogSource, 'toLine' | 'startTime' | 'endTime'> {
  readonly pattern: LogPattern;
  /**
   * Subscribes to the last line before it has ended.
   * @param show takes its text ('' for its end) and `timestamp`
   */
  readonly watchPartial: (
    client: MessagingClient,
    show: (text: string, time: number) => void,
  ) => Unsubscribe;
}

export interface LogFeedState {
  readonly buffer: LogBuffer;
  readonly feed: LogFeed | null;
  /** The last line before it has ended. */
  readonly partial: PartialLine;
  /** 'waiting' until its end is loaded, too. */
  readonly status: FollowStatus;
}

const idle: FollowStatus = { phase: 'idle' };
const waiting: FollowStatus = { phase: 'waiting' };
const recorded: FollowStatus = { phase: 'live' };

function makeLog(source: LogSource): ReplayedLog {
  const buffer = new LogBuffer();
  return { buffer, feed: new LogFeed(source, buffer) };
}

/**
 * A log that is loaded in part: its end, then wherever the reader goes.
 * @param key names the log; null is none
 * @param describe where it is; read once per key
 */
export function useLogFeed(key: string | null, describe: () => LogDescription): LogFeedState {
  const client = useMessaging();
  const replaying = use(ReplayContext);
  const [replayed, setReplayed] = useState<ReplayedLog | null>(null);
  const [buffer] = useState(() => new LogBuffer());
  const [partial] = useState(() => new PartialLine());
  const [feed, setFeed] = useState<LogFeed | null>(null);
  const [status, setStatus] = useState<FollowState>({ phase: 'waiting' });
  const [isReady, setReady] = useState(false);
  const latest = useLatest(describe);
  useEffect(() => {
    buffer.clear();
    partial.reset();
    if (key === null) return;
    if (replaying !== null) {
      setReplayed(null);
      const describeStored = () => {
        const { pattern, ...rest } = latest.current();
        return { ...rest, history: openHistory(client, pattern) };
      };
      return replaying.openLog(describeStored, makeLog, setReplayed);
    }
    const { pattern, watchPartial, toLine, ...rest } = latest.current();
    const source: LogSource = {
      ...rest,
      toLine: (delivery) => {
        const line = toLine(delivery);
        if (line !== null) partial.lineCame(line.time);
        return line;
      },
      history: openHistory(client, pattern),
      follow: (from, observer) => client.follow(pattern, from, observer),
      isLive: () => client.getState().status === 'live',
      onLink: (listener) => client.onState(listener),
    };
    setStatus({ phase: 'waiting' });
    setReady(false);
    const made = new LogFeed(source, buffer, setStatus);
    const stopListening = made.subscribe(() => setReady(made.getState().phase === 'ready'));
    const stop = made.start();
    const stopPartial = watchPartial(client, (text, time) => partial.show(text, time));
    setFeed(made);
    return () => {
      stopListening();
      stopPartial();
      partial.reset();
      stop();
      setFeed(null);
    };
  }, [client, replaying, buffer, partial, key, latest]);
  if (key === null) return { buffer, feed: null, partial, status: idle };
  if (replayed !== null) return { ...replayed, partial, status: recorded };
  return { buffer, feed, partial, status: isReady ? status : waiting };
}
