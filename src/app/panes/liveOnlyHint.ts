import type { FollowStatus } from '../../hooks/index.ts';

/** For readers without history. */
export function liveOnlyHint(status: FollowStatus): string | undefined {
  switch (status.phase) {
    case 'live-only':
      return status.reason === 'no-jetstream'
        ? 'Live only: this server keeps no history.'
        : 'Live only: no history yet. It begins when an agent starts.';
    case 'failed':
      return `The history can’t be read: ${status.error.message} It is tried again.`;
    case 'idle':
    case 'waiting':
    case 'loading':
    case 'live':
      return undefined;
  }
}
