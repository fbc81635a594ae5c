import { assertNever } from '../lib/assertNever.ts';
import type { ViewStatus } from '../lib/messaging/index.ts';

/** Whether a view is complete, so that what is missing is not there. */
export function isCurrent({ phase, isReady }: Pick<ViewStatus, 'phase' | 'isReady'>): boolean {
  switch (phase) {
    case 'live':
    case 'live-only':
    case 'recorded':
    case 'idle':
      return isReady;
    case 'waiting':
    case 'loading':
    case 'failed':
      return false;
    default:
      return assertNever(phase);
  }
}
