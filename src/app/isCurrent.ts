import { assertNever } from '../lib/assertNever.ts';
import type { ViewStatus } from '../lib/messaging/index.ts';

/**
 * Whether a view has all that there is now: then what is missing is not there. While it loads or is
 * cut off, that is not known.
 */
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
