import { useView, useViewStatus } from '../../hooks/index.ts';
import { entryOf } from '../../lib/entryOf.ts';
import type { ViewStatus } from '../../lib/messaging/index.ts';
import type { Session, Sessions } from './model.ts';
import { sessionView } from './views.ts';

/**
 * One session, however old: what the list has not read from its start is read by its own subject.
 * Not at once, since every event of it would come twice.
 * @param listed the sessions that the page has read
 * @param status of those
 */
export function useSession(
  sessionId: string | null,
  listed: Sessions,
  status: ViewStatus,
): { readonly session: Session | null; readonly status: ViewStatus } {
  const known = sessionId === null ? null : (entryOf(listed, sessionId) ?? null);
  const isFarBack = status.isReady && status.hasOlder && (known?.startedAt ?? null) === null;
  const key = isFarBack ? sessionId : null;
  const own = useView(sessionView, key);
  const ownStatus = useViewStatus(sessionView, key);
  if (key === null) return { session: known, status };
  return { session: entryOf(own, key) ?? known, status: ownStatus };
}
