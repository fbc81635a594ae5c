import type { InvalidReason } from './catalog/catalog.ts';
import { Histogram, type HistogramSnapshot } from './histogram.ts';

/** Invalid messages kept for inspection. */
const MAX_SAMPLES = 100;
/** Subscriptions counted one by one. */
const MAX_FLOWS = 500;
/** Subjects counted one by one: a hostile publisher chooses subjects. */
const MAX_SUBJECTS = 500;
const MAX_SAMPLE_CHARS = 2_000;
const OTHER_SUBJECTS = 'other subjects';

export interface InvalidSample {
  readonly subject: string;
  readonly reason: InvalidReason;
  readonly detail: string;
  /** The beginning of the body; may hold anything, so show it as text only. */
  readonly body: string;
  readonly at: number;
}

/** What one subscription has brought, whoever shares it. */
export interface FlowFigures {
  readonly pattern: string;
  readonly messages: number;
  readonly bytes: number;
  /** Copies, requests, and what is invalid or unknown. */
  readonly dropped: number;
}

export interface MetricsSnapshot {
  readonly messagesIn: number;
  readonly messagesOut: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Copies of an event, dropped by id. */
  readonly duplicates: number;
  /** Messages on subjects that the catalog does not know. */
  readonly unknown: number;
  /** Messages that broke the contract, never delivered. */
  readonly invalid: number;
  readonly invalidBySubject: Readonly<Record<string, number>>;
  readonly invalidSamples: readonly InvalidSample[];
  readonly flows: readonly FlowFigures[];
  /** Times the connection came back. */
  readonly reconnects: number;
  /** Handlers of the application that threw. */
  readonly handlerErrors: number;
  /** Events that no stream has acknowledged yet. */
  readonly outboxDepth: number;
  /** Round trips to the server, milliseconds. */
  readonly rttMs: HistogramSnapshot;
  /** From an event's own time to its live delivery; off by as much as the two clocks differ. */
  readonly deliveryMs: HistogramSnapshot;
}

type Counter = Exclude<
  {
    [Key in keyof MetricsSnapshot]: MetricsSnapshot[Key] extends number ? Key : never;
  }[keyof MetricsSnapshot],
  'outboxDepth'
>;

interface Flow {
  messages: number;
  bytes: number;
  dropped: number;
}

export class Metrics {
  readonly #counts: Record<Counter, number> = {
    messagesIn: 0,
    messagesOut: 0,
    bytesIn: 0,
    bytesOut: 0,
    duplicates: 0,
    unknown: 0,
    invalid: 0,
    reconnects: 0,
    handlerErrors: 0,
  };
  readonly #invalidBySubject = new Map<string, number>();
  readonly #flows = new Map<string, Flow>();
  readonly #rtt = new Histogram();
  readonly #delivery = new Histogram();
  #samples: InvalidSample[] = [];

  add(counter: Counter, by = 1): void {
    this.#counts[counter] += by;
  }

  /** @param pattern of the subscription that brought it */
  received(bytes: number, pattern: string): void {
    this.#counts.messagesIn += 1;
    this.#counts.bytesIn += bytes;
    const flow = this.#flowOf(pattern);
    flow.messages += 1;
    flow.bytes += bytes;
  }

  /** A message of a subscription reached no handler. */
  dropped(pattern: string): void {
    this.#flowOf(pattern).dropped += 1;
  }

  #flowOf(pattern: string): Flow {
    const known = this.#flows.get(pattern);
    if (known) return known;
    if (pattern.startsWith('_INBOX.')) return this.#flowOf('own inboxes');
    const isFull = this.#flows.size >= MAX_FLOWS && pattern !== OTHER_SUBJECTS;
    if (isFull) return this.#flowOf(OTHER_SUBJECTS);
    const flow = { messages: 0, bytes: 0, dropped: 0 };
    this.#flows.set(pattern, flow);
    return flow;
  }

  sent(bytes: number): void {
    this.#counts.messagesOut += 1;
    this.#counts.bytesOut += bytes;
  }

  measuredRtt(rttMs: number): void {
    this.#rtt.add(rttMs);
  }

  /** A live event reached its handler. @param timeMs when it happened, by its publisher's clock */
  delivered(timeMs: number | undefined, now: number): void {
    if (timeMs !== undefined) this.#delivery.add(now - timeMs);
  }

  invalid(subject: string, reason: InvalidReason, detail: string, body: Uint8Array, at: number) {
    this.#counts.invalid += 1;
    const known = this.#invalidBySubject.has(subject);
    const key = known || this.#invalidBySubject.size < MAX_SUBJECTS ? subject : OTHER_SUBJECTS;
    this.#invalidBySubject.set(key, (this.#invalidBySubject.get(key) ?? 0) + 1);
    const text = new TextDecoder().decode(body.subarray(0, MAX_SAMPLE_CHARS));
    this.#samples = [...this.#samples, { subject, reason, detail, body: text, at }].slice(
      -MAX_SAMPLES,
    );
  }

  snapshot(outboxDepth: number): MetricsSnapshot {
    return {
      ...this.#counts,
      outboxDepth,
      rttMs: this.#rtt.snapshot(),
      deliveryMs: this.#delivery.snapshot(),
      invalidBySubject: Object.fromEntries(this.#invalidBySubject),
      invalidSamples: this.#samples,
      flows: [...this.#flows].map(([pattern, flow]) => ({ pattern, ...flow })),
    };
  }
}
