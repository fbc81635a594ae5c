import { type RefObject, useEffect } from 'react';
import type { LogViewHandle } from '../../features/log/logViewProps.ts';
import { useFollowing } from './FollowingContext.ts';

/** The person who is followed is at the end of the log unless the address names a line. */
export function useEndWhileFollowing(log: RefObject<LogViewHandle | null>, hasLine: boolean): void {
  const isLed = useFollowing().followed !== null;
  useEffect(() => {
    if (isLed && !hasLine) log.current?.scrollToEnd();
  }, [log, isLed, hasLine]);
}
