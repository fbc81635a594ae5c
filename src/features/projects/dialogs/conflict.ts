import { type ProjectConflict, projectConflict } from '../../../catalogs/slate/index.ts';
import { isMessagingError } from '../../../lib/messaging/index.ts';

/** Both versions, if another change came first; else null. */
export function conflictOf(error: unknown): ProjectConflict | null {
  if (!isMessagingError(error, 'rejected') || error.reason !== 'changed') return null;
  const parsed = projectConflict.safeParse(error.details);
  return parsed.success ? parsed.data : null;
}
