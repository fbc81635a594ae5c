import type { FollowFrom, FollowScope, FollowState, Gap } from '../types.ts';
import type { Driver, DriverMessage } from '../connection/driver.ts';
import { timeOf } from '../catalog/envelope.ts';
import type { ClientInternals } from '../clientInternals.ts';
import { EventReceiver } from '../subscribe/eventReceiver.ts';
import { LiveBuffer } from './liveBuffer.ts';
import { type ReadPosition, StreamReader } from './streamReader.ts';
import { narrow, subjectMatches } from '../catalog/subjects.ts';

export interface RawDelivery {
  readonly event: Readonly<Record<string, unknown>>;
  readonly meta: {
    readonly name: string;
    readonly subject: string;
    readonly seq?: number;
    readonly storedAt?: number;
    readonly ageMs?: number;
    readonly place?: number;
    readonly behind?: number;
    readonly replayed: boolean;
  };
}

export interface FollowOptions {
  readonly internals: ClientInternals;
  readonly subscribe: (pattern: string, handler: (message: DriverMessage) => void) => () => void;
  readonly pattern: string;
  readonly from: FollowFrom;
  readonly scope: FollowScope;
  readonly onEvents: (deliveries: readonly RawDelivery[]) => void;
  readonly onState: (state: FollowState) => void;
  readonly onGap: (gap: Gap) => void;
}

/** Joins history and live for one pattern, over every stream that keeps part of it. */
export class Follow {
  readonly #options: FollowOptions;
  #receiver: EventReceiver;
  readonly #readers = new Map<string, StreamReader>();
  readonly #phases = new Map<string, FollowState>();
  /** By stream: the phase in which the connection was lost. */
  readonly #interrupted = new Map<string, FollowState['phase']>();
  /** By stream; null: what no stream keeps. */
  readonly #core = new Map<string | null, readonly (() => void)[]>();
  /** By stream: what comes live on a new connection until the reader's start is known. */
  readonly #liveBuffers = new Map<string, LiveBuffer>();
  #batch: RawDelivery[] = [];
  #state: FollowState = { phase: 'waiting' };
  #running = true;

  constructor(options: FollowOptions) {
    this.#options = options;
    const { internals, pattern, scope } = options;
    const { catalog, clock } = internals;
    this.#receiver = new EventReceiver(internals);
    for (const stream of catalog.streamsFor(pattern)) {
      if (scope.stream !== undefined && scope.stream !== stream) continue;
      this.#phases.set(stream, { phase: 'waiting' });
      this.#readers.set(stream, this.#reader(stream));
      this.#liveBuffers.set(stream, new LiveBuffer(clock, (message) => this.#live(message)));
    }
    if (scope.stream === undefined) this.#openCore(null);
  }

  attach(driver: Driver | null): void {
    for (const [stream, reader] of this.#readers) {
      if (!driver) this.#interrupt(stream);
      else if (this.#core.has(stream)) this.#liveBuffers.get(stream)?.begin();
      reader.attach(driver);
    }
    if (this.#readers.size === 0) {
      this.#setState(driver ? { phase: 'live' } : { phase: 'waiting' });
    }
  }

  stop(): void {
    this.#running = false;
    for (const stream of [...this.#core.keys()]) this.#closeCore(stream);
    for (const reader of this.#readers.values()) reader.stop();
    for (const liveBuffer of this.#liveBuffers.values()) liveBuffer.discard();
  }

  #reader(stream: string): StreamReader {
    const { internals, pattern, from } = this.#options;
    const { catalog } = internals;
    const parts = catalog
      .streamSubjects(stream, pattern)
      .map((subject) => narrow(pattern, subject));
    const [only = pattern, ...others] = parts;
    return new StreamReader({
      context: internals,
      from,
      stream,
      filter: others.length === 0 ? only : pattern,
      fallback: { parts, wider: `${pattern.split('.').slice(0, 2).join('.')}.>` },
      onMessage: (message, position) => this.#onStored(stream, message, position),
      onState: (state) => this.#setPhase(stream, state),
      onGap: (gap) => {
        // The new stream may replay ids that the old one delivered.
        if (gap.reason === 'stream-recreated') this.#receiver = new EventReceiver(internals);
        this.#reportGap(gap);
      },
    });
  }

  #openCore(stream: string | null): void {
    if (this.#core.has(stream)) return;
    const { internals, pattern, subscribe } = this.#options;
    const { catalog } = internals;
    const liveBuffer = this.#liveBuffers.get(stream ?? '');
    const take = (message: DriverMessage) => {
      if (liveBuffer) liveBuffer.take(message);
      else this.#live(message);
    };
    // Without a stream, followers of one pattern share a subscription.
    const subjects =
      this.#readers.size === 0
        ? [pattern]
        : catalog.streamSubjects(stream, pattern).map((subject) => narrow(pattern, subject));
    this.#core.set(
      stream,
      subjects.map((subject) => subscribe(subject, take)),
    );
  }

  #closeCore(stream: string | null): void {
    for (const stop of this.#core.get(stream) ?? []) stop();
    this.#core.delete(stream);
  }

  #onStored(stream: string, message: DriverMessage, position: ReadPosition): void {
    this.#options.internals.metrics.received(message.body.length, this.#options.pattern);
    if (!subjectMatches(this.#options.pattern, message.subject)) return;
    this.#accept(message, {
      seq: position.streamSeq,
      storedAt: position.storedAt,
      ageMs: position.ageMs,
      place: position.place,
      behind: position.pending,
      replayed: this.#phases.get(stream)?.phase === 'loading',
    });
  }

  #live(message: DriverMessage): void {
    this.#accept(message, { replayed: false });
  }

  #accept(message: DriverMessage, where: Omit<RawDelivery['meta'], 'name' | 'subject'>): void {
    if (!this.#running) return;
    const received = this.#receiver.receive(message);
    const { metrics, clock } = this.#options.internals;
    if (!received) return metrics.dropped(this.#options.pattern);
    if (!where.replayed) {
      metrics.delivered(timeOf(received.envelope, received.event), clock.now());
    }
    this.#batch.push({
      event: received.event,
      meta: { name: received.name, subject: message.subject, ...where },
    });
    if (this.#batch.length === 1) queueMicrotask(() => this.#flush());
  }

  #flush(): void {
    if (this.#batch.length === 0 || !this.#running) return;
    const batch = this.#batch;
    this.#batch = [];
    this.#options.onEvents(batch);
  }

  #interrupt(stream: string): void {
    const { phase } = this.#phases.get(stream) ?? { phase: 'waiting' };
    if (phase !== 'waiting') this.#interrupted.set(stream, phase);
    this.#setPhase(stream, { phase: 'waiting' });
  }

  #setPhase(stream: string, state: FollowState): void {
    const before = this.#phases.get(stream)?.phase ?? 'waiting';
    // The history went away under a live connection: a cluster that can't elect a leader.
    if (before === 'live' || before === 'loading') this.#interrupted.set(stream, before);
    this.#phases.set(stream, state);
    // Without history there is still what happens from here on.
    if (state.phase === 'live-only' || state.phase === 'failed') this.#openCore(stream);
    else if (state.phase !== 'waiting') this.#closeCore(stream);
    if (state.phase !== 'waiting') {
      this.#reportInterruption(stream, state.phase);
      this.#settleHeld(stream, state.phase);
    }
    this.#reportState();
  }

  #settleHeld(stream: string, phase: FollowState['phase']): void {
    const hasHistory = phase === 'loading' || phase === 'live';
    // From 'new' the history begins after the live messages.
    if (hasHistory && this.#options.from !== 'new') this.#liveBuffers.get(stream)?.discard();
    else this.#liveBuffers.get(stream)?.release();
  }

  /** A stream on both sides bridges an outage; otherwise events may be missing. */
  #reportInterruption(stream: string, now: FollowState['phase']): void {
    const before = this.#interrupted.get(stream);
    if (before === undefined) return;
    this.#interrupted.delete(stream);
    const bridged = [before, now].every((phase) => phase === 'loading' || phase === 'live');
    if (bridged) return;
    // One gap per outage, however many streams the pattern spans.
    this.#interrupted.clear();
    this.#reportGap({ reason: 'offline-without-history', missing: null });
  }

  #reportGap(gap: Gap): void {
    if (!this.#running) return;
    this.#flush();
    this.#options.onGap(gap);
  }

  #reportState(): void {
    const phases = [...this.#phases.values()];
    const first = (phase: FollowState['phase']) => phases.find((p) => p.phase === phase);
    const remaining = phases.reduce((n, p) => n + (p.phase === 'loading' ? p.remaining : 0), 0);
    const overall = first('failed') ??
      first('waiting') ??
      (remaining > 0 ? ({ phase: 'loading', remaining } as const) : undefined) ??
      first('live-only') ?? { phase: 'live' };
    this.#setState(overall);
  }

  #setState(state: FollowState): void {
    if (!this.#running) return;
    const same =
      state.phase === this.#state.phase && state.phase !== 'failed' && state.phase !== 'live-only';
    this.#state = state;
    if (same) return;
    // Events before the state that they led to.
    this.#flush();
    this.#options.onState(state);
  }
}
