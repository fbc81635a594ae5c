import { recordedLog } from '../../lib/log/feed/recordedLog.ts';
import type { Replay, Unsubscribe } from '../../lib/messaging/index.ts';
import type { ReplayContextValue } from './replayContext.ts';

type OpenLog = ReplayContextValue['openLog'];

/** Reads a log up to the replay's moment; when that goes back, another reading takes its place. */
export function openReplayedLog(
  replay: Replay,
  describe: Parameters<OpenLog>[0],
  make: Parameters<OpenLog>[1],
  onShow: Parameters<OpenLog>[2],
): Unsubscribe {
  let stopShown: Unsubscribe = () => {};
  let stopNext: Unsubscribe = () => {};
  const open = () => {
    stopNext();
    const { history, ...rest } = describe();
    const log = make({ ...rest, ...recordedLog(replay, history, open) });
    const { feed } = log;
    const stop = feed.start();
    // The former one is shown until this one is there.
    const show = () => {
      if (feed.getState().phase !== 'ready') return;
      stopListening();
      stopShown();
      stopShown = stop;
      stopNext = () => {};
      onShow(log);
    };
    const stopListening = feed.subscribe(show);
    stopNext = () => {
      stopListening();
      stop();
    };
  };
  open();
  const stopMoves = replay.source.onMove((from) => {
    if (replay.source.now() < from.time) open();
  });
  return () => {
    stopMoves();
    stopNext();
    stopShown();
  };
}
