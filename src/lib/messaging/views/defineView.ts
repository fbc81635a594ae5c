import type { Delivery, FollowFrom, Gap, MessagingClient, Unsubscribe } from '../types.ts';
import type { SourcePhase } from './viewSource.ts';
import type { ViewWindow } from './viewWindow.ts';

export interface ReduceContext {
  /** The source's time, milliseconds since the epoch. */
  readonly now: number;
  /** Since when events that no stream keeps are received; Infinity in a recording, which has none. */
  readonly listeningSince: number;
  /** Such as a project's id. */
  readonly param: string;
  /** Which of the stored events are read; null before the first of them. */
  readonly window: ViewWindow | null;
}

/** An open view, for what feeds it besides its events. */
export interface OpenView<State> {
  readonly param: string;
  /** The state that readers see. */
  getState(): State;
  onChange(listener: () => void): Unsubscribe;
  /** Adds deliveries that came another way, e.g. as an answer. */
  add(deliveries: readonly Delivery[]): void;
  /** @param change pure; `now` as in ReduceContext */
  update(change: (state: State, now: number) => State): void;
}

/** Methods, so that views of different events fit one registry. */
export interface View<State> {
  /** For messages to people. */
  readonly name: string;
  /**
   * @throws MessagingError 'invalid-token' for what can't be in a subject: then nothing is followed
   */
  subject(param: string): string;
  /** A subject that no stream keeps. */
  liveSubject?(param: string): string;
  /** Follows this stream alone. */
  readonly stream?: string;
  readonly from: FollowFrom;
  readonly initial: State;
  /** Pure. */
  reduce(state: State, deliveries: readonly Delivery[], context: ReduceContext): State;
  /** What passing time changes; pure. */
  readonly expire?: {
    readonly everyMs: number;
    after(state: State, now: number): State;
  };
  /** Asks for what no event says while a live view is open. */
  attend?(client: MessagingClient, view: OpenView<State>): Unsubscribe;
  /** How long readers may wait for the next events; left out or 0, until the next frame. */
  paceMs?(state: State): number;
  /** How long it stays open without readers; 5 minutes by default. */
  readonly keepMs?: number;
}

export interface ViewOptions<Pattern extends string, State>
  extends Omit<View<State>, 'subject' | 'reduce'> {
  subject(param: string): Pattern;
  reduce(state: State, deliveries: readonly Delivery<Pattern>[], context: ReduceContext): State;
}

/** How far a view has read. */
export type ViewStatus = ViewPhase & {
  /** Its state was complete once: it may be old, but is never half read. */
  readonly isReady: boolean;
  /** What could not be read. */
  readonly gap: Gap | null;
  /** Older events are stored than a view from the last n has read. */
  readonly hasOlder: boolean;
};

type ViewPhase =
  /** No param, or an invalid one. */
  | { readonly phase: 'idle'; readonly error: null }
  | (Exclude<SourcePhase, { phase: 'failed' }> & { readonly error: null })
  /** The state is the last good one. */
  | { readonly phase: 'failed'; readonly error: Error; readonly retry: () => void };

/** State and status of one moment. */
export interface ViewSnapshot<State> {
  readonly state: State;
  readonly status: ViewStatus;
}

/**
 * Declares a view: a pure reducer over the events of a subject, shared by all who look.
 *
 *     export const buildsView = defineView({
 *       name: 'builds',
 *       subject: (projectId) => subjects.build.all(projectId),
 *       from: 'all',
 *       initial: noBuilds,
 *       reduce: (builds, deliveries, { now }) => applyBuildEvents(builds, deliveries, now),
 *     });
 */
export function defineView<const Pattern extends string, State>(
  options: ViewOptions<Pattern, State>,
): View<State>;
/** The source delivers what matches the view's own subject, and nothing else. */
export function defineView<State>(options: View<State>): View<State> {
  return options;
}

/** Before anything was read. */
export function firstSnapshot<State>(view: View<State>): ViewSnapshot<State> {
  return cached(firstSnapshots, view, { phase: 'waiting', ...unread });
}

/** With nothing to read. */
export function idleSnapshot<State>(view: View<State>): ViewSnapshot<State> {
  return cached(idleSnapshots, view, { phase: 'idle', ...unread, isReady: true });
}

const unread = { error: null, isReady: false, gap: null, hasOlder: false } as const;
const firstSnapshots = new WeakMap<object, ViewSnapshot<unknown>>();
const idleSnapshots = new WeakMap<object, ViewSnapshot<unknown>>();

/** One object per view: readers compare by identity. */
function cached<State>(
  snapshots: WeakMap<object, ViewSnapshot<unknown>>,
  view: View<State>,
  status: ViewStatus,
): ViewSnapshot<State> {
  const known = snapshots.get(view) ?? { state: view.initial, status };
  snapshots.set(view, known);
  return known as ViewSnapshot<State>;
}
