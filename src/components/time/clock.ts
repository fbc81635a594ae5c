import { createContext } from 'react';
import { everySecond } from './ticker.ts';

/** The time that a page shows: now, or that of a recording. */
export interface PageClock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls back when it has moved on. */
  subscribe(onTick: () => void): () => void;
}

export const wallClock: PageClock = { now: () => Date.now(), subscribe: everySecond };

export const ClockContext = createContext<PageClock>(wallClock);
