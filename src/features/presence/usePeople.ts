import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { perFrame, useSubject } from '../../hooks/index.ts';
import { isToken } from '../../lib/messaging/index.ts';
import { applyPresenceEvent, forgetSilent, type People, type PresenceDelivery } from './model.ts';
import { type RoomsShown, showRooms } from './shown.ts';

/** Silence is looked for this often; it is counted in minutes. */
const SWEEP_MS = 5_000;

interface State {
  readonly rooms: Readonly<Record<string, People>>;
  readonly shown: RoomsShown;
}

/**
 * Who is in a project, as far as their pages tell.
 * @param projectId `'*'` for every project; null for none
 * @returns people by project; the same object while nobody looks any different
 */
export function usePeople(projectId: string | null): RoomsShown {
  const [store] = useState(() => createStore<State>()(() => ({ rooms: {}, shown: {} })));
  const [update] = useState(() => (change: (rooms: State['rooms']) => State['rooms']) => {
    store.setState(({ rooms, shown }) => {
      const next = change(rooms);
      return { rooms: next, shown: showRooms(next, shown) };
    });
  });
  const [frame] = useState(() =>
    perFrame<PresenceDelivery>((deliveries) => {
      const now = Date.now();
      update((rooms) => {
        // A Map, since a project may be called `__proto__`.
        const next = new Map(Object.entries(rooms));
        for (const delivery of deliveries) {
          const id = delivery.event.projectId;
          next.set(id, applyPresenceEvent(next.get(id) ?? {}, delivery, now));
        }
        return Object.fromEntries(next);
      });
    }),
  );
  const id = projectId === '*' || isToken(projectId) ? projectId : null;
  // Another project has other people
  useEffect(() => {
    update(() => ({}));
    return frame.clear;
  }, [id, update, frame]);
  useSubject(id === null ? null : `slate.collab.*.${id}`, (event, meta) => {
    frame.add([{ event, meta }]);
  });
  useEffect(() => {
    const sweep = () =>
      update((rooms) => {
        const now = Date.now();
        return Object.fromEntries(
          Object.entries(rooms).map(([room, people]) => [room, forgetSilent(people, now)]),
        );
      });
    const timer = setInterval(sweep, SWEEP_MS);
    return () => clearInterval(timer);
  }, [update]);
  return useStore(store, ({ shown }) => shown);
}
