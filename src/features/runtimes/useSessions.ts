import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { type FollowStatus, perFrame, useFollow, useSubject } from '../../hooks/index.ts';
import { EVENTS_STREAM, isToken } from '../../lib/messaging/index.ts';
import { applySessionEvents, type SessionDelivery, type Sessions } from './model.ts';

/**
 * Runtime sessions, from the beginning of what the server keeps, with live figures.
 * @param sessionId one session, or `'*'` for all
 */
export function useSessions(sessionId: string): {
  readonly sessions: Sessions;
  readonly status: FollowStatus;
} {
  const [store] = useState(() => createStore<{ sessions: Sessions }>()(() => ({ sessions: {} })));
  const [frame] = useState(() =>
    perFrame<SessionDelivery>((deliveries) =>
      store.setState(({ sessions }) => ({ sessions: applySessionEvents(sessions, deliveries) })),
    ),
  );
  useEffect(() => frame.clear, [frame]);
  const id = sessionId === '*' || isToken(sessionId) ? sessionId : null;
  const status = useFollow(
    id === null ? null : `slate.runtime.*.${id}`,
    'all',
    {
      onEvents: (deliveries) => frame.add(deliveries),
      onStart: () => {
        frame.clear();
        store.setState({ sessions: {} });
      },
    },
    { stream: EVENTS_STREAM },
  );
  // Figures are in no stream: they are only true now.
  useSubject(id === null ? null : `slate.runtime.status.${id}`, (event, meta) =>
    frame.add([{ event, meta }]),
  );
  return { sessions: useStore(store, (state) => state.sessions), status };
}
