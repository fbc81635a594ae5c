import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { perFrame, useConnection, useMessaging, useSubject } from '../../hooks/index.ts';
import { isToken } from '../../lib/messaging/index.ts';
import { addUsage, noUsage, type Usage, usagePoint } from './usage.ts';

interface Told {
  readonly heartbeatMs: number | null;
  readonly point: ReturnType<typeof usagePoint>;
}

/**
 * What one process uses: what its agent remembers, then live. Asked anew on every connection, so
 * that an outage of this page leaves no gap where the agent knows better.
 */
export function useUsage(sessionId: string): Usage {
  const client = useMessaging();
  const live = useConnection().status === 'live';
  const [store] = useState(() => createStore<Usage>()(() => noUsage));
  const [frame] = useState(() =>
    perFrame<Told>((told) =>
      store.setState((usage) => ({
        ...addUsage(
          usage,
          told.map(({ point }) => point),
          Date.now(),
        ),
        heartbeatMs: told.at(-1)?.heartbeatMs ?? usage.heartbeatMs,
      })),
    ),
  );
  const known = isToken(sessionId);
  useEffect(() => {
    if (!known || !live) return;
    let over = false;
    client.request('runtime.status', { sessionId }, {}).then(
      ({ samples = [], heartbeatMs }) => {
        if (over) return;
        store.setState((usage) => ({
          ...addUsage(usage, samples.map(usagePoint), Date.now()),
          heartbeatMs: heartbeatMs ?? usage.heartbeatMs,
        }));
      },
      // Nobody remembers it: a publisher that is no agent, or an agent that is gone.
      () => undefined,
    );
    return () => {
      over = true;
    };
  }, [client, store, sessionId, known, live]);
  useEffect(
    () => () => {
      frame.clear();
      store.setState(noUsage, true);
    },
    [frame, store, sessionId],
  );
  // The pattern that the list of sessions has as well: with one of its own, each status would come,
  // and what is no event would count, twice.
  useSubject(known ? 'slate.runtime.status.*' : null, (event) => {
    if (event.sessionId !== sessionId) return;
    const { timestamp, data = {} } = event;
    const { heartbeatMs = null, cpuPercent, memoryBytes } = data;
    const point = usagePoint({ at: timestamp, cpuPercent, memoryBytes });
    frame.add([{ heartbeatMs, point }]);
  });
  return useStore(store);
}
