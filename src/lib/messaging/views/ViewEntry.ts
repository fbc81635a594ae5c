import { assertNever } from '../../assertNever.ts';
import type { Clock } from '../clock.ts';
import { createListeners } from '../listeners.ts';
import type { Delivery, Gap, Unsubscribe } from '../types.ts';
import { firstSnapshot, type OpenView, type View, type ViewSnapshot } from './defineView.ts';
import { Checkpoints } from './Checkpoints.ts';
import type { RecordedEvents, SourcePhase, ViewSink, ViewSource } from './viewSource.ts';
import { isSamePhase, isSettled } from './phases.ts';
import { type ViewWindow, windowOf } from './viewWindow.ts';

/** Events reduced at once; between such chunks a commit may stop for the next frame. */
const CHUNK = 2_000;

/** Arrived and not committed. */
type Pending<State> =
  | { readonly kind: 'events'; readonly deliveries: Delivery[] }
  | { readonly kind: 'recorded'; readonly events: RecordedEvents }
  | { readonly kind: 'update'; readonly change: (state: State, now: number) => State }
  | { readonly kind: 'phase'; readonly phase: SourcePhase }
  | { readonly kind: 'gap'; readonly gap: Gap }
  | { readonly kind: 'reset' };

/** As a zustand store calls its listeners. */
export type ViewListener<State> = (now: ViewSnapshot<State>, before: ViewSnapshot<State>) => void;

export interface ViewEntryOptions<State> {
  readonly view: View<State>;
  readonly param: string;
  readonly source: ViewSource;
  readonly clock: Clock;
  readonly onPending: () => void;
  readonly onError: (error: Error) => void;
}

/**
 * One reader of one view. Commits what arrives in order as one snapshot, so that a phase never
 * comes before the events that led to it.
 */
export class ViewEntry<State> {
  readonly #options: ViewEntryOptions<State>;
  readonly #changes = createListeners<[now: ViewSnapshot<State>, before: ViewSnapshot<State>]>(
    (error) => this.#options.onError(asError(error)),
  );
  #snapshot: ViewSnapshot<State>;
  #before: ViewSnapshot<State>;
  #draft: State;
  /** While the draft is incomplete the snapshot keeps its state. */
  #isBehind = true;
  #phase: SourcePhase = { phase: 'waiting' };
  #gap: Gap | null = null;
  #window: ViewWindow | null = null;
  #pending: Pending<State>[] = [];
  /** Counts openings; what an older one sends is ignored. */
  #generation = 0;
  /** How many messages of a recording the draft has read. */
  #place = 0;
  /** Time has changed the draft since the last checkpoint. */
  #hasExpired = false;
  readonly #checkpoints: Checkpoints<State>;
  #listeningSince = 0;
  #close: Unsubscribe = () => {};
  #stopExpiring: Unsubscribe = () => {};
  /** How many look at it. */
  readers = 0;

  constructor(options: ViewEntryOptions<State>) {
    this.#options = options;
    this.#snapshot = firstSnapshot(options.view);
    this.#before = this.#snapshot;
    this.#draft = options.view.initial;
    this.#checkpoints = new Checkpoints(options.view.initial);
  }

  get snapshot(): ViewSnapshot<State> {
    return this.#snapshot;
  }

  get isPending(): boolean {
    return this.#pending.length > 0;
  }

  /** How long its readers may wait for what is pending. */
  get paceMs(): number {
    return this.#options.view.paceMs?.(this.#snapshot.state) ?? 0;
  }

  readonly onChange = (listener: ViewListener<State>): Unsubscribe => this.#changes.add(listener);

  notify(): void {
    this.#changes.notify(this.#snapshot, this.#before);
  }

  open(): void {
    const { source, view, param } = this.#options;
    const generation = ++this.#generation;
    this.#listeningSince = source.isRecorded ? Infinity : source.now();
    const current = () => generation === this.#generation;
    const sink = this.#sink(current);
    const opened: OpenView<State> = {
      param,
      getState: () => this.#snapshot.state,
      onChange: this.onChange,
      add: sink.events,
      update: (change) => {
        if (current()) this.#push({ kind: 'update', change });
      },
    };
    this.#close = source.open(
      {
        subject: view.subject(param),
        from: view.from,
        stream: view.stream,
        liveSubject: view.liveSubject?.(param) ?? null,
        attend: (client) => view.attend?.(client, opened) ?? (() => {}),
      },
      sink,
    );
    this.#expireLater();
  }

  close(): void {
    this.#generation += 1;
    this.#stopExpiring();
    this.#pending = [];
    this.#close();
    this.#close = () => {};
  }

  /**
   * @param isLate asked between chunks: true leaves the rest for the next commit
   * @returns whether the snapshot changed
   */
  commit(isLate: () => boolean): boolean {
    const before = this.#snapshot;
    try {
      for (;;) {
        const next = this.#pending.shift();
        if (!next) break;
        this.#apply(next);
        if (isLate()) break;
      }
    } catch (error) {
      this.#fail(asError(error));
    }
    const { state, status } = before;
    const shown = this.#isBehind ? state : this.#draft;
    const isReady = status.isReady || (!this.#isBehind && this.#phase.phase !== 'failed');
    const hasOlder = this.#window?.hasOlder === true;
    const isSame =
      shown === state &&
      hasOlder === status.hasOlder &&
      this.#gap === status.gap &&
      isReady === status.isReady &&
      isSamePhase(this.#phase, status);
    if (isSame) return false;
    const common = { isReady, gap: this.#gap, hasOlder };
    const { retry } = this;
    this.#before = before;
    this.#snapshot = {
      state: shown,
      status:
        this.#phase.phase === 'failed'
          ? { ...this.#phase, ...common, retry }
          : { ...this.#phase, ...common, error: null },
    };
    return true;
  }

  /** Reads everything again; the last good state stays until that is done. */
  readonly retry = (): void => {
    if (this.#phase.phase !== 'failed') return;
    this.close();
    this.#phase = { phase: 'waiting' };
    this.#push({ kind: 'reset' });
    this.open();
  };

  #sink(current: () => boolean): ViewSink {
    const push = (pending: Pending<State>) => {
      if (current()) this.#push(pending);
    };
    return {
      events: (deliveries) => {
        if (current()) this.#pushEvents(deliveries);
      },
      recorded: (events) => push({ kind: 'recorded', events }),
      seek: (place) => (current() ? this.#seek(place) : place),
      behind: () => this.#pending.filter(({ kind }) => kind === 'recorded').length,
      phase: (phase) => push({ kind: 'phase', phase }),
      gap: (gap) => push({ kind: 'gap', gap }),
      reset: () => push({ kind: 'reset' }),
    };
  }

  #push(pending: Pending<State>): void {
    this.#pending.push(pending);
    this.#options.onPending();
  }

  #pushEvents(deliveries: readonly Delivery[]): void {
    for (const delivery of deliveries) {
      const last = this.#pending.at(-1);
      if (last?.kind === 'events' && last.deliveries.length < CHUNK) last.deliveries.push(delivery);
      else this.#push({ kind: 'events', deliveries: [delivery] });
    }
  }

  #apply(pending: Pending<State>): void {
    const { source } = this.#options;
    switch (pending.kind) {
      case 'events':
        return this.#reduce(pending.deliveries, source.now());
      case 'recorded':
        return this.#reduceRecorded(pending.events);
      case 'update':
        this.#draft = pending.change(this.#draft, source.now());
        this.#hasExpired = true;
        return;
      case 'phase':
        this.#phase = pending.phase;
        if (isSettled(pending.phase)) this.#isBehind = false;
        return;
      case 'gap':
        this.#gap = pending.gap;
        return;
      case 'reset':
        this.#draft = this.#options.view.initial;
        this.#window = null;
        this.#place = 0;
        this.#checkpoints.clear();
        this.#isBehind = !isSettled(this.#phase);
        return;
      default:
        assertNever(pending);
    }
  }

  #reduce(deliveries: readonly Delivery[], now: number): void {
    const { view, param } = this.#options;
    this.#window ??= windowOf(view.from, deliveries);
    const context = { now, param, window: this.#window, listeningSince: this.#listeningSince };
    this.#draft = view.reduce(this.#draft, deliveries, context);
  }

  #reduceRecorded({ deliveries, now, place }: RecordedEvents): void {
    const { clock } = this.#options;
    const startedAt = clock.monotonic();
    if (deliveries.length > 0) this.#reduce(deliveries, now);
    this.#place = place;
    const state = { place, draft: this.#draft, window: this.#window };
    if (this.#checkpoints.passed(state, clock.monotonic() - startedAt)) this.#hasExpired = false;
  }

  #seek(place: number): number {
    // What was given and not read leads to the former moment.
    this.#pending = this.#pending.filter(({ kind }) => kind === 'update');
    this.#isBehind = true;
    if (place >= this.#place && !this.#hasExpired) return this.#place;
    const checkpoint = this.#checkpoints.before(place);
    this.#draft = checkpoint.draft;
    this.#window = checkpoint.window;
    this.#place = checkpoint.place;
    this.#hasExpired = false;
    return checkpoint.place;
  }

  #fail(error: Error): void {
    // Going on would leave a hole where the batch was.
    this.close();
    this.#phase = { phase: 'failed', error };
    this.#options.onError(error);
  }

  #expireLater(): void {
    const { view, clock } = this.#options;
    const { expire } = view;
    if (!expire) return;
    this.#stopExpiring = clock.after(expire.everyMs, () => {
      this.#push({ kind: 'update', change: (state, now) => expire.after(state, now) });
      this.#expireLater();
    });
  }
}

const asError = (error: unknown) => (error instanceof Error ? error : new Error(String(error)));
