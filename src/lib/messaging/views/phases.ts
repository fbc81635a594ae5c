import { assertNever } from '../../assertNever.ts';
import type { ViewSnapshot } from './defineView.ts';
import type { SourcePhase } from './viewSource.ts';

/** No more history is to come. */
export function isSettled({ phase }: SourcePhase): boolean {
  switch (phase) {
    case 'waiting':
    case 'loading':
      return false;
    case 'live':
    case 'live-only':
    case 'recorded':
    case 'failed':
      return true;
    default:
      return assertNever(phase);
  }
}

/** Whether a status says the same of its phase. */
export function isSamePhase(a: SourcePhase, b: ViewSnapshot<unknown>['status']): boolean {
  if (a.phase === 'loading') return b.phase === 'loading' && a.remaining === b.remaining;
  if (a.phase === 'live-only') return b.phase === 'live-only' && a.reason === b.reason;
  return a.phase === b.phase && (a.phase !== 'failed' || a.error === b.error);
}
