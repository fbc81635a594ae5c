import { createContext } from 'react';
import { createStore } from 'zustand/vanilla';
import type { TimeRange } from '../../lib/messaging/index.ts';

/** What the pages below can replay. */
export interface ReplayScope {
  readonly kind: 'project' | 'session';
  readonly id: string;
}

/** Begins a replay of a range; null where that is not possible, as in a replay. */
export const ReplayOfferContext = createContext<((range: TimeRange) => void) | null>(null);

/** For what is beside the pages: a replay asks for no commands. */
export const isReplaying = createStore(() => false);

export const REPLAY_BUTTON = 'replay-button';
