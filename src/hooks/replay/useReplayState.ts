import { useSyncExternalStore } from 'react';
import type { Replay, ReplaySnapshot } from '../../lib/messaging/index.ts';

/**
 * Where a replay is, and what is known of its time line. Renders again when what is selected
 * changes.
 */
export function useReplayState<Selected>(
  replay: Replay,
  select: (snapshot: ReplaySnapshot) => Selected,
): Selected {
  const read = () => select(replay.getSnapshot());
  return useSyncExternalStore(replay.subscribe, read, read);
}
