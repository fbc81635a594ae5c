import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Delivery, FollowScope } from '../lib/messaging/index.ts';
import { perFrame } from './perFrame.ts';
import { type FollowStatus, useFollow } from './useFollow.ts';

/** A state that events make. */
export interface FollowedView<Event, State> {
  readonly initial: State;
  /**
   * Pure.
   * @param now this page's clock, milliseconds since the epoch
   */
  readonly apply: (state: State, deliveries: readonly Event[], now: number) => State;
}

export interface FollowedState<Event, State> {
  /** The initial one until it has caught up: what is half read would be shown as a fact. */
  readonly state: State;
  readonly status: FollowStatus;
  /** It has caught up once: what is missing from `state` is not known to the server either. */
  readonly isReady: boolean;
  /** Applies what came another way. */
  readonly add: (deliveries: readonly Event[]) => void;
  readonly update: (change: (state: State) => State) => void;
}

const caughtUp = Symbol('caught up');

/**
 * What the events of a pattern make, from the beginning of what the server keeps, and on live.
 * State and `isReady` change together, at most once a frame.
 * @param pattern null follows nothing, and is ready
 * @param view the same one for the life of the component
 */
export function useFollowedState<const Pattern extends string, State>(
  pattern: Pattern | null,
  view: FollowedView<Delivery<Pattern>, State>,
  scope: FollowScope = {},
): FollowedState<Delivery<Pattern>, State> {
  const [{ store, frame, add, update }] = useState(() => {
    const store = createStore(() => ({ state: view.initial, isReady: false }));
    const frame = perFrame<Delivery<Pattern> | typeof caughtUp>((items) => {
      const deliveries = items.filter((item) => item !== caughtUp);
      store.setState(({ state, isReady }) => ({
        state: deliveries.length === 0 ? state : view.apply(state, deliveries, Date.now()),
        isReady: isReady || items.includes(caughtUp),
      }));
    });
    return {
      store,
      frame,
      add: frame.add,
      update: (change: (state: State) => State) =>
        store.setState(({ state }) => ({ state: change(state) })),
    };
  });
  useEffect(() => frame.clear, [frame]);
  const status = useFollow(
    pattern,
    'all',
    {
      onEvents: add,
      onStart() {
        frame.clear();
        store.setState({ state: view.initial, isReady: false });
      },
      onState({ phase }) {
        if (phase !== 'waiting' && phase !== 'replaying') frame.add([caughtUp]);
      },
    },
    scope,
  );
  const state = useStore(store, (now) => (now.isReady ? now.state : view.initial));
  const isReady = useStore(store, (now) => now.isReady) || pattern === null;
  return { state, status, isReady, add, update };
}
