import { assertNever } from '../../../lib/assertNever.ts';
import type { State } from '../../../components/steps/state.ts';
import type { Liveness } from '../../../lib/messaging/index.ts';
import type { Session } from '../model.ts';

export function shownState({ status }: Session, liveness: Liveness): State {
  switch (liveness) {
    case 'fresh':
      return status;
    case 'stalled':
      return 'stalled';
    case 'lost':
      return 'lost-contact';
    default:
      return assertNever(liveness);
  }
}
