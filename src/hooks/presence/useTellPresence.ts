import { useEffect, useRef } from 'react';
import { useConnection } from '../useConnection.ts';
import { useLatest } from '../useLatest.ts';
import { useMessaging } from '../useMessaging.ts';
import { useSubject } from '../useSubject.ts';
import { isMessagingError, isToken } from '../../lib/messaging/index.ts';

/** How often a page says that it is still here; well below ACTIVE_TTL_MS. */
const BEAT_MS = 10_000;
/** A newcomer is answered within this time; spread, so that a thousand pages don't answer at once. */
const ANSWER_WITHIN_MS = 400;

export interface Self {
  readonly userId: string;
  readonly name: string;
  /** One per tab. */
  readonly sessionId: string;
}

/**
 * Tells the others in a project that this page is here, what it shows, and when it goes.
 * @param projectId null tells nobody
 * @param view where this page is, in words, e.g. "Build log"
 */
export function useTellPresence(projectId: string | null, self: Self, view: string): void {
  const client = useMessaging();
  const live = useConnection(({ status }) => status === 'live');
  const latest = useLatest({ self, view });
  const id = isToken(projectId) ? projectId : null;
  const { userId, sessionId } = self;

  const focusedAt = useRef<number | null>(null);
  const tell = useLatest((event: 'joined' | 'presence' | 'left') => {
    if (id === null || client.getState().status !== 'live') return;
    const { name } = latest.current.self;
    const state = document.visibilityState === 'visible' ? 'active' : 'away';
    client
      .publish(`collab.${event}`, {
        projectId: id,
        userId,
        data: {
          name,
          sessionId,
          state,
          view: latest.current.view,
          focusAgeMs: focusedAt.current === null ? 0 : Math.max(0, Date.now() - focusedAt.current),
        },
      })
      .catch((error: unknown) => {
        // Presence is told again with the next beat; whoever is offline is not here.
        if (!isMessagingError(error, 'offline', 'closed')) throw error;
      });
  });

  // The answer to newcomers that is still to be given.
  const answer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const dropAnswer = () => {
    clearTimeout(answer.current);
    answer.current = undefined;
  };

  useEffect(() => {
    if (id === null || !live) return;
    // Whoever opens a tab turns to it.
    focusedAt.current ??= Date.now();
    tell.current('joined');
    const timer = setInterval(() => tell.current('presence'), BEAT_MS);
    const onVisibility = () => tell.current('presence');
    const onFocus = () => {
      focusedAt.current = Date.now();
      tell.current('presence');
    };
    const onLeave = () => {
      document.removeEventListener('visibilitychange', onVisibility);
      dropAnswer();
      tell.current('left');
      // The driver sends with its next timer, which a page that goes no longer has.
      client.flush().catch(() => {});
    };
    const onReturn = (event: PageTransitionEvent) => {
      if (!event.persisted) return;
      document.addEventListener('visibilitychange', onVisibility);
      tell.current('joined');
    };
    document.addEventListener('visibilitychange', onVisibility);
    window.addEventListener('focus', onFocus);
    window.addEventListener('pagehide', onLeave);
    window.addEventListener('pageshow', onReturn);
    const { current } = tell;
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', onVisibility);
      window.removeEventListener('focus', onFocus);
      window.removeEventListener('pagehide', onLeave);
      window.removeEventListener('pageshow', onReturn);
      // After "left" it would bring back somebody who is gone.
      dropAnswer();
      current('left');
    };
  }, [client, id, live, tell]);

  // A new view is news
  useEffect(() => {
    if (live) tell.current('presence');
  }, [view, live, tell]);

  // A newcomer knows nobody yet: everyone who is here says so.
  useSubject(id === null ? null : `slate.collab.*.${id}`, (event) => {
    const asked = event.type === 'joined' || event.data?.rollCall === true;
    if (!asked || event.data?.sessionId === sessionId) return;
    answer.current ??= setTimeout(() => {
      answer.current = undefined;
      tell.current('presence');
    }, Math.random() * ANSWER_WITHIN_MS);
  });
}
