import { useCallback, useEffect, useRef } from 'react';
import { shallow } from 'zustand/shallow';
import { isToken, systemClock } from '../../lib/messaging/index.ts';
import { useLatest } from '../useLatest.ts';
import { useReplay } from '../replay/replayContext.ts';
import { useMessaging } from '../useMessaging.ts';
import { useView } from '../views/useView.ts';
import { useViews } from '../views/viewsContext.ts';
import type { Announcer } from './Announcer.ts';
import type { Self } from './announcePresence.ts';
import { announceCursor, type OwnCursor } from './announceCursor.ts';
import { type Cursor, cursorsView } from './cursors.ts';
import { browserTab } from './tabSignals.ts';

/**
 * Where others have their carets in a file, with names and colours; the same array while none of
 * them moves. Changes once a frame at most. A person whose page dies is gone after 75 s.
 *
 *     const cursors = useCursors(fileId);
 *
 * @param fileId null or an invalid one shows nobody
 */
export function useCursors(fileId: string | null): readonly Cursor[] {
  const { userId } = useMessaging();
  const others = useCallback(
    ({ cursors }: { readonly cursors: readonly Cursor[] }) =>
      cursors.filter((cursor) => cursor.userId !== userId),
    [userId],
  );
  return useView(cursorsView, fileId, others, shallow);
}

/**
 * Publishes to others that this page has a file open, and where its caret is: every 50 ms at most,
 * less often where many have it open.
 *
 *     const publishCursor = useCursorPublisher(fileId, self);
 *     publishCursor({ head: '12' });
 *
 * @param fileId null or an invalid one publishes nothing
 * @returns stays the same; null says that there is no caret
 */
export function useCursorPublisher(
  fileId: string | null,
  self: Self,
): (cursor: OwnCursor | null) => void {
  const client = useMessaging();
  const views = useViews();
  const latest = useLatest(self);
  const cursor = useRef<OwnCursor | null>(null);
  const announcer = useRef<Announcer | null>(null);
  const isLive = useReplay() === null;
  const id = isLive && isToken(fileId) ? fileId : null;
  const { sessionId } = self;

  useEffect(() => {
    if (id === null) return;
    cursor.current = null;
    announcer.current = announceCursor({
      client,
      fileId: id,
      self: () => ({ name: latest.current.name, sessionId }),
      cursor: () => cursor.current,
      crowd: () => views.store(cursorsView, id).getState().state.cursors.length,
      tab: browserTab,
      clock: systemClock,
      random: Math.random,
    });
    return announcer.current.start();
  }, [client, views, id, sessionId, latest]);

  return useCallback((next) => {
    cursor.current = next;
    announcer.current?.changed();
  }, []);
}
