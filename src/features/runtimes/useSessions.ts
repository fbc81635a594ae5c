import { type FollowStatus, useFollowedState, useSubject } from '../../hooks/index.ts';
import { EVENTS_STREAM } from '../../catalogs/slate/index.ts';
import { isToken } from '../../lib/messaging/index.ts';
import { applySessionEvents, markHeard, markUnanswered, type Sessions } from './model.ts';
import { useLogSigns } from './useLogSigns.ts';
import { useStatusRequests } from './useStatusRequests.ts';

const none: Sessions = {};
const view = { initial: none, apply: applySessionEvents };
const ofEvents = { stream: EVENTS_STREAM };

/**
 * Runtime sessions, from the beginning of what the server keeps, with live figures.
 * @param sessionId one session, or `'*'` for all
 */
export function useSessions(sessionId: string): {
  readonly sessions: Sessions;
  readonly status: FollowStatus;
  /** What the server keeps has been read once: a session that is missing is not there. */
  readonly isReady: boolean;
} {
  const id = sessionId === '*' || isToken(sessionId) ? sessionId : null;
  const pattern = id === null ? null : (`slate.runtime.*.${id}` as const);
  const { state, status, isReady, add, update } = useFollowedState(pattern, view, ofEvents);
  // Figures are in no stream: they are only true now.
  useSubject(id === null ? null : `slate.runtime.status.${id}`, (event, meta) =>
    add([{ event, meta }]),
  );
  useStatusRequests(state, {
    onAnswer: (delivery) => add([delivery]),
    onNobody: (unanswered) => update((sessions) => markUnanswered(sessions, unanswered)),
  });
  useLogSigns(state, (heard) => update((sessions) => markHeard(sessions, heard, Date.now())));
  return { sessions: state, status, isReady };
}
