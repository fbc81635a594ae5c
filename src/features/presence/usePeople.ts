import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { perFrame, useSubject } from '../../hooks/index.ts';
import { isToken } from '../../lib/messaging/index.ts';
import { applyPresenceEvent, forgetSilent, type People, type PresenceDelivery } from './model.ts';

/** Silence is looked for this often; it is counted in minutes. */
const SWEEP_MS = 5_000;

/**
 * Who is in a project, as far as their pages tell.
 * @param projectId `'*'` for every project; null for none
 * @returns people by project
 */
export function usePeople(projectId: string | null): Readonly<Record<string, People>> {
  const [store] = useState(() => createStore<Record<string, People>>()(() => ({})));
  const [frame] = useState(() =>
    perFrame<PresenceDelivery>((deliveries) => {
      const now = Date.now();
      store.setState((rooms) => {
        // A Map, since a project may be called `__proto__`.
        const next = new Map(Object.entries(rooms));
        for (const delivery of deliveries) {
          const id = delivery.event.projectId;
          next.set(id, applyPresenceEvent(next.get(id) ?? {}, delivery, now));
        }
        return Object.fromEntries(next);
      }, true);
    }),
  );
  const id = projectId === '*' || isToken(projectId) ? projectId : null;
  // Another project has other people
  useEffect(() => {
    store.setState({}, true);
    return frame.clear;
  }, [id, store, frame]);
  useSubject(id === null ? null : `slate.collab.*.${id}`, (event, meta) => {
    frame.add([{ event, meta }]);
  });
  useEffect(() => {
    const sweep = () =>
      store.setState((rooms) => {
        const now = Date.now();
        const swept = Object.entries(rooms).map(
          ([room, people]) => [room, forgetSilent(people, now)] as const,
        );
        const changed = swept.some(([room, people]) => rooms[room] !== people);
        return changed ? Object.fromEntries(swept) : rooms;
      }, true);
    const timer = setInterval(sweep, SWEEP_MS);
    return () => clearInterval(timer);
  }, [store]);
  return useStore(store);
}
