import { useEffect, useRef } from 'react';
import { entryOf } from '../../lib/entryOf.ts';
import { isToken, systemClock } from '../../lib/messaging/index.ts';
import { useLatest } from '../useLatest.ts';
import { useReplay } from '../replay/replayContext.ts';
import { useMessaging } from '../useMessaging.ts';
import { useViews } from '../views/viewsContext.ts';
import { peopleView } from './peopleView.ts';
import type { Announcer } from './Announcer.ts';
import { announcePresence, type Place, type Self } from './announcePresence.ts';
import { browserTab } from './tabSignals.ts';

/**
 * Publishes to the others in a project that this page is here, what it shows, and when it goes.
 * @param projectId null publishes nothing
 * @param place what this page shows, e.g. "Build log"
 */
export function useTellPresence(projectId: string | null, self: Self, place: string | Place): void {
  const client = useMessaging();
  const views = useViews();
  const shown = typeof place === 'string' ? { view: place } : place;
  const latest = useLatest({ self, place: shown });
  const announcer = useRef<Announcer | null>(null);
  // Who looks at a replay is not there.
  const isLive = useReplay() === null;
  const id = isLive && isToken(projectId) ? projectId : null;
  const { userId, sessionId } = self;

  useEffect(() => {
    if (id === null) return;
    announcer.current = announcePresence({
      client,
      projectId: id,
      // Who leaves is who joined.
      self: () => ({ ...latest.current.self, userId, sessionId }),
      place: () => latest.current.place,
      crowd: () =>
        Object.keys(entryOf(views.store(peopleView, id).getState().state.shown, id) ?? {}).length,
      tab: browserTab,
      clock: systemClock,
      random: Math.random,
    });
    return announcer.current.start();
  }, [client, views, id, userId, sessionId, latest]);

  useEffect(() => announcer.current?.changed());
}
