import type { Clock } from '../clock.ts';
import { isMessagingError } from '../errors.ts';
import type { Unsubscribe } from '../types.ts';
import { firstSnapshot, idleSnapshot, type View, type ViewSnapshot } from './defineView.ts';
import { ViewEntry, type ViewListener } from './ViewEntry.ts';
import type { ViewSource } from './viewSource.ts';

/** Going from page to page and back reads nothing again. */
const KEEP_MS = 5 * 60_000;
const MAX_KEPT = 16;
/** How often views without readers are committed. */
const KEPT_COMMIT_MS = 250;
/** Of each frame, for reducers. */
const REDUCE_MS = 8;

export interface ViewsOptions {
  readonly source: ViewSource;
  readonly clock: Clock;
  /** Runs a task with the next frame. */
  readonly schedule: (task: () => void) => Unsubscribe;
  /** A reducer threw. */
  readonly onError?: (error: Error, viewName: string) => void;
}

/** In the shape of a zustand store. */
export interface ViewStore<State> {
  getState(): ViewSnapshot<State>;
  getInitialState(): ViewSnapshot<State>;
  /** Opens the view for the first reader. */
  subscribe(listener: ViewListener<State>): Unsubscribe;
}

interface Kept {
  readonly until: number;
  readonly drop: () => void;
}

/** All views of one source: one shared reader for each view and param. */
export class Views {
  readonly #options: ViewsOptions;
  readonly #entries = new Map<View<unknown>, Map<string, ViewEntry<unknown>>>();
  /** Least recently left first. */
  readonly #kept = new Map<ViewEntry<unknown>, Kept>();
  #cancelDropping: Unsubscribe = () => {};
  readonly #pending = new Set<ViewEntry<unknown>>();
  #cancelFrame: Unsubscribe | null = null;
  #cancelTimer: Unsubscribe | null = null;
  #holds = 0;

  constructor(options: ViewsOptions) {
    this.#options = options;
  }

  /** Reads nothing until it is subscribed to, so it may be called while rendering. */
  store<State>(view: View<State>, param: string | null): ViewStore<State> {
    if (param === null || !canBeRead(view, param)) {
      const idle = idleSnapshot(view);
      return { getState: () => idle, getInitialState: () => idle, subscribe: () => () => {} };
    }
    const first = firstSnapshot(view);
    return {
      // An entry has the state type of its view.
      getState: () => (this.#find(view, param)?.snapshot as typeof first | undefined) ?? first,
      getInitialState: () => first,
      subscribe: (listener) =>
        this.#subscribe(view, param, (now, before) =>
          listener(now as typeof first, before as typeof first),
        ),
    };
  }

  /** Opens a view before it is shown. */
  preload<State>(view: View<State>, param: string): Unsubscribe {
    return this.store(view, param).subscribe(() => {});
  }

  /** Keeps all that are open, whoever leaves them, until it is released. */
  hold(): Unsubscribe {
    this.#holds += 1;
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      this.#holds -= 1;
      this.#dropOld();
    };
  }

  dispose(): void {
    this.#cancelDropping();
    this.#cancelCommit();
    for (const ofView of this.#entries.values()) for (const entry of ofView.values()) entry.close();
    this.#entries.clear();
    this.#kept.clear();
    this.#pending.clear();
  }

  #find(view: View<unknown>, param: string): ViewEntry<unknown> | undefined {
    return this.#entries.get(view)?.get(param);
  }

  #subscribe(view: View<unknown>, param: string, listener: ViewListener<unknown>): Unsubscribe {
    const entry = this.#find(view, param) ?? this.#open(view, param);
    entry.readers += 1;
    this.#kept.delete(entry);
    if (entry.isPending) this.#commitLater(entry);
    const stopListening = entry.onChange(listener);
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      stopListening();
      entry.readers -= 1;
      if (entry.readers === 0 && this.#find(view, param) === entry) this.#keep(view, param, entry);
    };
  }

  #open(view: View<unknown>, param: string): ViewEntry<unknown> {
    const { source, clock, onError } = this.#options;
    const entry: ViewEntry<unknown> = new ViewEntry({
      view,
      param,
      source,
      clock,
      onPending: () => this.#commitLater(entry),
      onError: (error) => onError?.(error, view.name),
    });
    const ofView = this.#entries.get(view) ?? new Map<string, ViewEntry<unknown>>();
    this.#entries.set(view, ofView.set(param, entry));
    entry.open();
    return entry;
  }

  #keep(view: View<unknown>, param: string, entry: ViewEntry<unknown>): void {
    const drop = () => {
      // Out of the map first: a new subscriber opens another one.
      this.#entries.get(view)?.delete(param);
      this.#pending.delete(entry);
      entry.close();
    };
    const until = this.#options.clock.now() + (view.keepMs ?? KEEP_MS);
    this.#kept.set(entry, { until, drop });
    this.#dropOld();
  }

  #dropOld(): void {
    if (this.#holds > 0) return;
    const now = this.#options.clock.now();
    let tooMany = this.#kept.size - MAX_KEPT;
    for (const [entry, { until, drop }] of this.#kept) {
      if (tooMany <= 0 && until > now) continue;
      tooMany -= 1;
      this.#kept.delete(entry);
      drop();
    }
    this.#cancelDropping();
    const next = Math.min(...[...this.#kept.values()].map(({ until }) => until));
    if (next === Infinity) return;
    this.#cancelDropping = this.#options.clock.after(next - now, () => this.#dropOld());
  }

  #commitLater(entry: ViewEntry<unknown>): void {
    this.#pending.add(entry);
    const waitMs = entry.readers > 0 ? entry.paceMs : KEPT_COMMIT_MS;
    if (waitMs <= 0) {
      this.#cancelFrame ??= this.#options.schedule(() => this.#commit());
    } else if (!this.#cancelFrame) {
      this.#cancelTimer ??= this.#options.clock.after(waitMs, () => this.#commit());
    }
  }

  #cancelCommit(): void {
    this.#cancelFrame?.();
    this.#cancelTimer?.();
    this.#cancelFrame = null;
    this.#cancelTimer = null;
  }

  /** Reduces all before it notifies, so that no reader sees one view ahead of another. */
  #commit(): void {
    this.#cancelCommit();
    const { clock } = this.#options;
    const end = clock.now() + REDUCE_MS;
    const isLate = () => clock.now() >= end;
    const committed = [...this.#pending];
    this.#pending.clear();
    const changed = committed.filter((entry) => entry.commit(isLate));
    for (const entry of committed) if (entry.isPending) this.#commitLater(entry);
    for (const entry of changed) entry.notify();
  }
}

/** Any other error is a fault of the definition. */
function canBeRead<State>(view: View<State>, param: string): boolean {
  try {
    view.subject(param);
    return true;
  } catch (error) {
    if (isMessagingError(error, 'invalid-token')) return false;
    throw error;
  }
}
