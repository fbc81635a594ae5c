import type { FollowStatus } from '../../hooks/index.ts';

/** Whether an empty log means "none" or "not yet". */
export function logState(status: FollowStatus): 'loading' | 'ready' {
  return status.phase === 'waiting' || status.phase === 'loading' ? 'loading' : 'ready';
}
