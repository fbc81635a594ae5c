import type { Catalog } from './catalog.ts';
import type { FollowFrom, FollowState, Gap } from './clientTypes.ts';
import type { Clock } from './clock.ts';
import { decodeEvent } from './codec.ts';
import type { Driver, DriverMessage } from './driver.ts';
import type { Ask, StoredPosition } from './jetstream.ts';
import type { Metrics } from './metrics.ts';
import { RecentIds } from './recentIds.ts';
import { StreamReader } from './streamReader.ts';
import { patternsOverlap, subjectMatches } from './subjects.ts';

/** Enough to meet a copy that comes by another way or after a resend. */
const REMEMBERED_IDS = 4_096;

export interface RawDelivery {
  readonly event: Readonly<Record<string, unknown>>;
  readonly meta: {
    readonly name: string;
    readonly subject: string;
    readonly seq?: number;
    readonly storedAt?: number;
    readonly replayed: boolean;
  };
}

export interface FollowOptions {
  readonly catalog: Catalog;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly pattern: string;
  readonly from: FollowFrom;
  readonly ask: Ask;
  readonly inboxPrefix: string;
  readonly makeName: () => string;
  readonly onInbound: () => void;
  /** Adds a core subscription that survives reconnects. */
  readonly subscribe: (pattern: string, handler: (message: DriverMessage) => void) => () => void;
  readonly onEvents: (deliveries: readonly RawDelivery[]) => void;
  readonly onState: (state: FollowState) => void;
  readonly onGap: (gap: Gap) => void;
}

/** Joins history and live for one pattern, over every stream that keeps part of it. */
export class Follow {
  readonly #options: FollowOptions;
  readonly #seen = new RecentIds(REMEMBERED_IDS);
  readonly #readers = new Map<string, StreamReader>();
  readonly #phases = new Map<string, FollowState>();
  /** Core subscriptions by stream (null: what no stream keeps); made only where they are needed. */
  readonly #core = new Map<string | null, readonly (() => void)[]>();
  #batch: RawDelivery[] = [];
  #state: FollowState = { phase: 'waiting' };
  #running = true;

  constructor(options: FollowOptions) {
    this.#options = options;
    const { catalog, pattern } = options;
    for (const stream of catalog.streamsFor(pattern)) {
      this.#phases.set(stream, { phase: 'waiting' });
      this.#readers.set(stream, this.#reader(stream));
    }
    this.#openCore(null);
  }

  attach(driver: Driver | null): void {
    for (const [stream, reader] of this.#readers) {
      if (!driver) this.#setPhase(stream, { phase: 'waiting' });
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
  }

  #reader(stream: string): StreamReader {
    const { catalog, pattern } = this.#options;
    const subjects = catalog.streamSubjects(stream).filter((s) => patternsOverlap(s, pattern));
    const only = subjects.length === 1 ? subjects[0] : undefined;
    return new StreamReader({
      ...this.#options,
      stream,
      filter: only === undefined ? pattern : narrow(pattern, only),
      widerFilter: `${pattern.split('.').slice(0, 2).join('.')}.>`,
      onMessage: (message, position) => this.#onStored(stream, message, position),
      onState: (state) => this.#setPhase(stream, state),
      onGap: (gap) => {
        this.#flush();
        this.#options.onGap(gap);
      },
    });
  }

  /** Everything would come twice if a subject were subscribed while its stream is read. */
  #openCore(stream: string | null): void {
    if (this.#core.has(stream)) return;
    const { catalog, pattern, subscribe } = this.#options;
    const stops = catalog
      .streamSubjects(stream)
      .filter((subject) => patternsOverlap(subject, pattern))
      .map((subject) =>
        subscribe(narrow(pattern, subject), (message) => {
          // On a subject that no stream keeps, a reply subject makes it a request.
          if (stream === null && message.reply !== undefined) return;
          this.#accept(message, { replayed: false });
        }),
      );
    this.#core.set(stream, stops);
  }

  #closeCore(stream: string | null): void {
    for (const stop of this.#core.get(stream) ?? []) stop();
    this.#core.delete(stream);
  }

  #onStored(stream: string, message: DriverMessage, position: StoredPosition): void {
    this.#options.metrics.received(message.body.length);
    if (!subjectMatches(this.#options.pattern, message.subject)) return;
    this.#accept(message, {
      seq: position.streamSeq,
      storedAt: position.storedAt,
      replayed: this.#phases.get(stream)?.phase === 'replaying',
    });
  }

  #accept(
    message: DriverMessage,
    where: { seq?: number; storedAt?: number; replayed: boolean },
  ): void {
    if (!this.#running) return;
    const { catalog, metrics, clock } = this.#options;
    const decoded = decodeEvent(catalog, message.subject, message.body);
    if (!decoded.ok) {
      if (decoded.reason === 'unknown-action') metrics.add('unknown');
      else {
        const { reason, detail } = decoded;
        metrics.invalid(message.subject, reason, detail, message.body, clock.now());
      }
      return;
    }
    const { id } = decoded.event;
    if (typeof id === 'string' && !this.#seen.add(id)) {
      metrics.add('duplicates');
      return;
    }
    this.#batch.push({
      event: decoded.event,
      meta: { name: decoded.name, subject: message.subject, ...where },
    });
    if (this.#batch.length === 1) queueMicrotask(() => this.#flush());
  }

  #flush(): void {
    if (this.#batch.length === 0 || !this.#running) return;
    const batch = this.#batch;
    this.#batch = [];
    this.#options.onEvents(batch);
  }

  #setPhase(stream: string, state: FollowState): void {
    this.#phases.set(stream, state);
    if (state.phase === 'live-only') this.#openCore(stream);
    else if (state.phase !== 'waiting') this.#closeCore(stream);
    const phases = [...this.#phases.values()];
    const first = (phase: FollowState['phase']) => phases.find((p) => p.phase === phase);
    const remaining = phases.reduce((n, p) => n + (p.phase === 'replaying' ? p.remaining : 0), 0);
    const overall = first('failed') ??
      first('waiting') ??
      (remaining > 0 ? ({ phase: 'replaying', remaining } as const) : undefined) ??
      first('live-only') ?? { phase: 'live' };
    this.#setState(overall);
  }

  #setState(state: FollowState): void {
    if (!this.#running) return;
    const same =
      state.phase === this.#state.phase && state.phase !== 'failed' && state.phase !== 'live-only';
    this.#state = state;
    if (same) return;
    // What came before the change is handed over before it.
    this.#flush();
    this.#options.onState(state);
  }
}

/** `slate.build.*.p1` within `slate.build.log.*` is `slate.build.log.p1`. */
function narrow(pattern: string, subject: string): string {
  const wanted = pattern.split('.');
  if (wanted.at(-1) === '>') wanted.pop();
  return subject
    .split('.')
    .map((token, index) => {
      const own = wanted[index];
      return token === '*' && own !== undefined && own !== '*' ? own : token;
    })
    .join('.');
}
