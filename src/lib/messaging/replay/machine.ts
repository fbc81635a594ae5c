import { assertNever } from '../../assertNever.ts';

/*
 *              play                    the end
 *   paused ──────────▶ playing ──────────────────▶ ended
 *     ▲  ◀──────────     │  ▲                        │
 *     │      pause       │  └──── play: from 0 ──────┘
 *     │                  │ nothing is loaded ahead, or a seek
 *     │ arrived          ▼
 *     └───────────── seeking, stepping
 */

export const replaySpeeds = [1, 4, 16] as const;
export type ReplaySpeed = (typeof replaySpeeds)[number];

/** A place on the time line: how many of its messages are past, and the time. */
export interface ReplayPosition {
  readonly index: number;
  readonly time: number;
}

export type ReplayState = { readonly speed: ReplaySpeed; readonly at: ReplayPosition } & (
  | { readonly phase: 'paused' | 'playing' | 'ended' }
  /** Until all is read up to there; `at` is where it came from. */
  | { readonly phase: 'stepping'; readonly to: ReplayTarget }
  | { readonly phase: 'seeking'; readonly to: ReplayTarget; readonly after: 'paused' | 'playing' }
);

/** The message after which it stands, or a time. */
export type ReplayTarget =
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'time'; readonly time: number };

export type ReplayCommand =
  | { readonly kind: 'play' | 'pause' }
  | { readonly kind: 'speed'; readonly speed: ReplaySpeed }
  | { readonly kind: 'step'; readonly by: 1 | -1 }
  | { readonly kind: 'seek'; readonly to: ReplayTarget };

export type ReplayEvent =
  | ReplayCommand
  /** Time has passed while it plays. */
  | { readonly kind: 'passed'; readonly ms: number }
  /** All is read up to the target. */
  | { readonly kind: 'arrived'; readonly at: ReplayPosition };

/** What is known of the time line. */
export interface KnownTimeLine {
  /** How many messages it has; null until the last one was read. */
  readonly length: number | null;
  /** How many of them were read. */
  readonly loaded: number;
  readonly endTime: number;
  /** When the message with this number, from 1, was stored; null if it was not read. */
  timeAt(index: number): number | null;
  /** How many of those that were read were stored by then. */
  indexAt(time: number): number;
}

export const firstReplayState = (time: number, to: ReplayTarget): ReplayState => ({
  ...{ phase: 'seeking', to, after: 'paused', speed: 1, at: { index: 0, time } },
});

/** The next state; pure. */
export function nextReplay(
  state: ReplayState,
  event: ReplayEvent,
  line: KnownTimeLine,
): ReplayState {
  const { speed, at } = state;
  const base = { speed, at };
  const lastIndex = line.length ?? Infinity;
  switch (event.kind) {
    case 'speed':
      return { ...state, speed: event.speed };
    case 'play':
      if (state.phase === 'ended') {
        return { ...base, phase: 'seeking', to: { kind: 'index', index: 0 }, after: 'playing' };
      }
      if (state.phase === 'seeking' || state.phase === 'stepping') {
        return { ...base, phase: 'seeking', to: state.to, after: 'playing' };
      }
      return { ...base, phase: 'playing' };
    case 'pause':
      if (state.phase === 'seeking') return { ...state, after: 'paused' };
      return state.phase === 'playing' ? { ...base, phase: 'paused' } : state;
    case 'step': {
      const from = 'to' in state && state.to.kind === 'index' ? state.to.index : at.index;
      const index = Math.min(lastIndex, Math.max(0, from + event.by));
      return { ...base, phase: 'stepping', to: { kind: 'index', index } };
    }
    case 'seek': {
      const after = isUnderWay(state) ? 'playing' : 'paused';
      return { ...base, phase: 'seeking', to: bounded(event.to, lastIndex), after };
    }
    case 'passed': {
      if (state.phase !== 'playing') return state;
      const time = Math.min(line.endTime, at.time + event.ms * speed);
      const index = Math.max(at.index, line.indexAt(time));
      const isKnown = index < line.loaded || line.length !== null;
      // What comes next is not read yet.
      if (!isKnown)
        return { ...base, phase: 'seeking', to: { kind: 'time', time }, after: 'playing' };
      return { speed, at: { index, time }, phase: time >= line.endTime ? 'ended' : 'playing' };
    }
    case 'arrived': {
      if (state.phase !== 'seeking' && state.phase !== 'stepping') return state;
      const isEnd = event.at.index >= lastIndex && event.at.time >= line.endTime;
      const then = state.phase === 'seeking' ? state.after : 'paused';
      return { speed, at: event.at, phase: isEnd ? 'ended' : then };
    }
    default:
      return assertNever(event);
  }
}

const isUnderWay = (state: ReplayState) =>
  state.phase === 'playing' || (state.phase === 'seeking' && state.after === 'playing');

function bounded(to: ReplayTarget, lastIndex: number): ReplayTarget {
  if (to.kind === 'time') return to;
  return { kind: 'index', index: Math.min(lastIndex, Math.max(0, Math.floor(to.index))) };
}
