import {
  type Catalog,
  type Clock,
  inspectMessage,
  type MessagingClient,
  parseJson,
  readEnvelope,
  type SubscriptionStatus,
  systemClock,
  type TappedMessage,
  type Verdict,
} from '../../../lib/messaging/index.ts';
import { describeSchema, type JsonSchema } from '../../../lib/schema/index.ts';
import { type DriftMessage, reduceDrift } from '../drift/drift.ts';
import type { CatalogEntry } from '../entries.ts';
import { addTraffic, type InvalidMessage } from './meter.ts';
import { type EntryWatch, MAX_PATTERNS, nothingWatched, type WatchState } from './watchState.ts';

const FLUSH_MS = 250;
/** Messages held against their schema in that time: of one entry, and of all. */
const CHECKS_OF_ONE = 40;
const CHECKS_OF_ALL = 150;
/** Reading a larger body would be felt. */
const MAX_CHECKED_BYTES = 256 * 1024;
const PREVIEW_BYTES = 1_000;

export interface CatalogWatchOptions {
  readonly client: Pick<MessagingClient, 'tap'>;
  readonly catalog: Catalog;
  readonly clock?: Clock;
}

/** What came of an entry since the last flush. */
interface Pending {
  messages: number;
  bytes: number;
  lastAt: number;
  lastSubject: string;
  readonly seconds: Map<number, number>;
  readonly toCheck: TappedMessage[];
}

interface Watched {
  readonly entry: CatalogEntry;
  readonly statuses: Map<string, SubscriptionStatus['phase']>;
  readonly stop: () => void;
}

/**
 * Counts the messages of a catalog's entries and holds them against their schemas, as many as a page
 * can afford. It taps each subject by itself, so that the server refuses those alone that the role
 * may not read.
 */
export class CatalogWatch {
  readonly #options: CatalogWatchOptions;
  readonly #clock: Clock;
  readonly #watched = new Map<string, Watched>();
  readonly #pending = new Map<string, Pending>();
  readonly #schemas = new Map<string, JsonSchema>();
  readonly #listeners = new Set<() => void>();
  #entries: readonly CatalogEntry[] = [];
  #checks = 0;
  #state: WatchState = nothingWatched;
  #cancelFlush: (() => void) | null = null;
  #hasNewStatus = false;
  #since: number | null = null;

  constructor(options: CatalogWatchOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  readonly getState = (): WatchState => this.#state;

  readonly onChange = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Watches these, the first ones first, as far as its limit goes; forgets what it saw of others. */
  watch(entries: readonly CatalogEntry[]): void {
    this.#entries = entries;
    const wanted = new Map<string, CatalogEntry>();
    let patterns = 0;
    for (const entry of entries) {
      if (entry.kind === 'command') continue;
      patterns += entry.patterns.length;
      if (patterns > MAX_PATTERNS) break;
      wanted.set(entry.key, entry);
    }
    const traffic = new Map(this.#state.traffic);
    for (const [key, { stop }] of this.#watched) {
      if (wanted.has(key)) continue;
      stop();
      this.#watched.delete(key);
      this.#pending.delete(key);
      traffic.delete(key);
    }
    for (const [key, entry] of wanted) if (!this.#watched.has(key)) this.#begin(entry);
    this.#set({ ...this.#state, traffic, watches: this.#watches() });
  }

  close(): void {
    this.#cancelFlush?.();
    this.#cancelFlush = null;
    for (const { stop } of this.#watched.values()) stop();
    this.#watched.clear();
    this.#pending.clear();
    this.#checks = 0;
  }

  #begin(entry: CatalogEntry): void {
    const statuses = new Map<string, SubscriptionStatus['phase']>();
    const stops: (() => void)[] = [];
    this.#watched.set(entry.key, { entry, statuses, stop: () => stops.forEach((stop) => stop()) });
    for (const pattern of entry.patterns) {
      statuses.set(pattern, 'waiting');
      stops.push(
        this.#options.client.tap(pattern, (message) => this.#take(entry, message), {
          onStatus: ({ phase }) => {
            statuses.set(pattern, phase);
            this.#hasNewStatus = true;
            if (phase === 'live') this.#since ??= this.#clock.now();
            this.#flushSoon();
          },
        }),
      );
    }
  }

  #take(entry: CatalogEntry, message: TappedMessage): void {
    const pending = this.#pending.get(entry.key) ?? {
      ...{ messages: 0, bytes: 0, lastAt: 0, lastSubject: '' },
      seconds: new Map<number, number>(),
      toCheck: [],
    };
    this.#pending.set(entry.key, pending);
    pending.messages += 1;
    pending.bytes += message.body.length;
    pending.lastAt = message.receivedAt;
    pending.lastSubject = message.subject;
    const second = Math.floor(message.receivedAt / 1000);
    pending.seconds.set(second, (pending.seconds.get(second) ?? 0) + 1);
    const isAffordable =
      pending.toCheck.length < CHECKS_OF_ONE &&
      this.#checks < CHECKS_OF_ALL &&
      message.body.length <= MAX_CHECKED_BYTES;
    if (entry.kind === 'event' && isAffordable) {
      this.#checks += 1;
      pending.toCheck.push(message);
    }
    this.#flushSoon();
  }

  #flushSoon(): void {
    this.#cancelFlush ??= this.#clock.after(FLUSH_MS, () => {
      this.#cancelFlush = null;
      this.#flush();
    });
  }

  #flush(): void {
    const traffic = new Map(this.#state.traffic);
    const drifting: DriftMessage[] = [];
    for (const [key, pending] of this.#pending) {
      const senders: string[] = [];
      let invalid = 0;
      let checked = 0;
      let lastInvalid: InvalidMessage | null = null;
      for (const message of pending.toCheck) {
        const verdict = inspectMessage(this.#options.catalog, message);
        if (verdict.kind === 'no-event' || verdict.kind === 'unknown') continue;
        checked += 1;
        if (verdict.kind === 'invalid') {
          invalid += 1;
          lastInvalid = invalidMessage(message, verdict);
        } else {
          const { source, userId } = readEnvelope(verdict.envelope, verdict.event);
          senders.push(source ?? userId ?? '');
        }
        drifting.push(...this.#driftMessage(message, verdict));
      }
      const batch = { ...pending, checked, invalid, lastInvalid, senders };
      traffic.set(key, addTraffic(traffic.get(key), batch));
    }
    this.#pending.clear();
    this.#checks = 0;
    const drift = reduceDrift(this.#state.drift, drifting, (event) => this.#schemaOf(event));
    const watches = this.#hasNewStatus ? this.#watches() : this.#state.watches;
    this.#hasNewStatus = false;
    this.#set({ since: this.#since, watches, traffic, drift });
  }

  /** The body as it was sent; none for what is not JSON or may be old. */
  #driftMessage(message: TappedMessage, verdict: Verdict): readonly DriftMessage[] {
    if (verdict.kind === 'valid') {
      const { name: event, envelope } = verdict;
      const ids = envelope.ids === 'subject' ? this.#paramsOf(event) : [];
      const body = Object.fromEntries(
        Object.entries(verdict.event).filter(([key]) => !ids.includes(key)),
      );
      return [driftMessage(message, event, body)];
    }
    const isReadable = verdict.kind === 'invalid' && verdict.reason === 'wrong-shape';
    if (!isReadable || verdict.name === null) return [];
    try {
      const body = parseJson(textOf(message.body));
      // A CloudEvent that carries its event within it.
      const isWrapped = typeof body === 'object' && body !== null && 'specversion' in body;
      return isWrapped ? [] : [driftMessage(message, verdict.name, body)];
    } catch {
      return [];
    }
  }

  #paramsOf(event: string): readonly string[] {
    const entry = this.#entries.find(({ kind, name }) => kind === 'event' && name === event);
    return entry?.params ?? [];
  }

  #schemaOf(event: string): JsonSchema {
    const known = this.#schemas.get(event);
    if (known) return known;
    const schema = describeSchema(this.#options.catalog.compiled(event).schema);
    this.#schemas.set(event, schema);
    return schema;
  }

  #watches(): ReadonlyMap<string, EntryWatch> {
    return new Map(this.#entries.map((entry) => [entry.key, this.#watchOf(entry)]));
  }

  #watchOf(entry: CatalogEntry): EntryWatch {
    if (entry.kind === 'command') return 'private';
    const watched = this.#watched.get(entry.key);
    if (!watched) return 'beyond-limit';
    const phases = [...watched.statuses.values()];
    if (phases.includes('failed')) return 'denied';
    return phases.every((phase) => phase === 'live') ? 'watched' : 'waiting';
  }

  #set(state: WatchState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

const decoder = new TextDecoder();
const textOf = (body: Uint8Array) => decoder.decode(body);
const previewOf = (body: Uint8Array) => textOf(body.subarray(0, PREVIEW_BYTES));

function driftMessage(message: TappedMessage, event: string, body: unknown): DriftMessage {
  const { subject, receivedAt } = message;
  return { event, subject, body, receivedAt, preview: () => previewOf(message.body) };
}

function invalidMessage(
  { subject, receivedAt, body }: TappedMessage,
  { reason, detail }: Extract<Verdict, { kind: 'invalid' }>,
): InvalidMessage {
  return { subject, receivedAt, reason, detail, preview: previewOf(body) };
}
