import {
  type Catalog,
  inspectMessage,
  type TappedMessage,
  type Verdict,
} from '../messaging/index.ts';
import { isCheap, matcher, type MessageFilter, noFilter } from './filter.ts';
import { type KeptMessage, keep, type StoredPlace, type VerdictLabel } from './message.ts';
import { defaultRingLimits, MessageRing, type RingLimits } from './MessageRing.ts';
import { Queue } from './Queue.ts';
import { defaultSamplerLimits, Sampler, type SamplerLimits } from './Sampler.ts';
import { SubjectTree } from './SubjectTree.ts';

/** What one commit may do: a message costs one, one whose body is read a few, and its size. */
const WORK_PER_COMMIT = 4_000;
const READING_COST = 4;

/** What is shown, as of the last commit. */
export interface InspectorSnapshot {
  /** Counted exactly, whatever is kept. */
  readonly messages: number;
  readonly bytes: number;
  /** What the ring holds now. */
  readonly kept: number;
  readonly keptBytes: number;
  /** Kept once, and pushed out by newer ones. */
  readonly evicted: number;
  /** Too many at once to be kept. */
  readonly skipped: number;
  /** How many messages come now to each that is kept; 1: all are. */
  readonly oneIn: number;
  /** Messages that the filter lets through. */
  readonly rows: number;
  /** How many kept messages the filter has not looked at yet. */
  readonly unfiltered: number;
  readonly view:
    | { readonly kind: 'live' }
    /** `newer`: messages since; `gone`: of those shown, pushed out since. */
    | { readonly kind: 'paused'; readonly newer: number; readonly gone: number };
  /** Grows with each commit that changed something. */
  readonly version: number;
}

export interface InspectorOptions {
  readonly catalog: Catalog;
  readonly random: () => number;
  readonly limits?: Partial<{ readonly ring: RingLimits; readonly sampler: SamplerLimits }>;
}

/** Keeps, counts and filters the messages of a tap. Nothing is shown before a commit. */
export class Inspector {
  readonly tree = new SubjectTree();
  readonly #catalog: Catalog;
  readonly #ring: MessageRing;
  readonly #sampler: Sampler;
  readonly #labels = new WeakMap<KeptMessage, VerdictLabel>();
  readonly #listeners = new Set<() => void>();
  #filter: MessageFilter = noFilter;
  #matches: (message: KeptMessage) => boolean = () => true;
  /** Numbers of messages that the filter lets through; while paused some may be gone. */
  readonly #rows = new Queue<number>();
  /** The filter has looked at the messages from `#low` up to below `#high`. */
  #low = 0;
  #high = 0;
  #messages = 0;
  #bytes = 0;
  #skipped = 0;
  /** Of the moment of a pause; null while live. */
  #paused: { readonly end: number; readonly messages: number } | null = null;
  #changed = false;
  #holdsStored = false;
  #snapshot: InspectorSnapshot;

  constructor({ catalog, random, limits = {} }: InspectorOptions) {
    this.#catalog = catalog;
    this.#ring = new MessageRing(limits.ring ?? defaultRingLimits);
    this.#sampler = new Sampler(random, limits.sampler ?? defaultSamplerLimits);
    this.#snapshot = this.#takeSnapshot(0);
  }

  /** Counts a message, and keeps it as far as there is time for it. */
  take(message: TappedMessage): void {
    const { subject, body, receivedAt } = message;
    this.#count(subject, body.length, receivedAt);
    if (this.#sampler.takes(body.length, receivedAt))
      this.#ring.push(keep(message, this.#ring.end));
    else this.#skipped += 1;
  }

  /** Takes a message that a stream keeps; its reader sets the pace, so none is skipped. */
  takeStored(message: TappedMessage, stored: StoredPlace): void {
    this.#holdsStored = true;
    this.#count(message.subject, message.body.length, stored.storedAt);
    this.#ring.push(keep(message, this.#ring.end, stored));
  }

  /** Does a frame's share of the work and shows it. @returns whether there is more to do */
  commit(now: number): boolean {
    // What a stream keeps comes as fast as it is read: no rate of anything.
    if (!this.#holdsStored && this.tree.tick(now)) this.#changed = true;
    if (!this.#changed) return false;
    this.#changed = false;
    this.#filterSome(WORK_PER_COMMIT);
    const unfiltered = this.#unfiltered();
    if (unfiltered > 0) this.#changed = true;
    this.#snapshot = this.#takeSnapshot(this.#snapshot.version + 1);
    for (const listener of [...this.#listeners]) listener();
    return unfiltered > 0;
  }

  setFilter(filter: MessageFilter): void {
    this.#filter = filter;
    this.#matches = matcher(filter, (message) => this.labelOf(message));
    this.#rows.clear();
    // The newest first: they are what is looked at.
    this.#low = this.#limit();
    this.#high = this.#low;
    this.#changed = true;
  }

  /** Freezes the view; messages are counted and kept as before. */
  pause(): void {
    this.#paused ??= { end: this.#ring.end, messages: this.#messages };
    this.#changed = true;
  }

  resume(): void {
    this.#paused = null;
    this.#changed = true;
  }

  /** Forgets all messages and counts. */
  clear(): void {
    this.#ring.clear();
    this.tree.clear();
    this.#rows.clear();
    this.#messages = 0;
    this.#bytes = 0;
    this.#skipped = 0;
    this.#low = this.#ring.end;
    this.#high = this.#ring.end;
    if (this.#paused) this.#paused = { end: this.#ring.end, messages: 0 };
    this.#changed = true;
  }

  /** A row of the list, or null if its message was pushed out. */
  row(index: number): KeptMessage | null {
    const n = this.#rows.at(index);
    return n === undefined ? null : (this.#ring.get(n) ?? null);
  }

  /** The number of a row's message: a key that stays. */
  numberOf(index: number): number {
    return this.#rows.at(index) ?? -1;
  }

  /** The row of a message, or -1. */
  rowOf(n: number): number {
    let [low, high] = [0, this.#rows.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.numberOf(middle) < n) low = middle + 1;
      else high = middle;
    }
    return this.numberOf(low) === n ? low : -1;
  }

  /** The messages that are shown, oldest first. */
  *shown(): Generator<KeptMessage> {
    for (let index = 0; index < this.#rows.length; index++) {
      const message = this.row(index);
      if (message) yield message;
    }
  }

  verdictOf(message: KeptMessage): Verdict {
    const { headers } = message;
    return inspectMessage(this.#catalog, {
      ...message,
      headers: headers ? () => headers : undefined,
    });
  }

  labelOf(message: KeptMessage): VerdictLabel {
    const known = this.#labels.get(message);
    if (known) return known;
    const verdict = this.verdictOf(message);
    const label = { kind: verdict.kind, type: 'name' in verdict ? verdict.name : null };
    this.#labels.set(message, label);
    return label;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly getSnapshot = (): InspectorSnapshot => this.#snapshot;

  #count(subject: string, bytes: number, at: number): void {
    this.#messages += 1;
    this.#bytes += bytes;
    this.tree.count(subject, bytes, at);
    this.#changed = true;
  }

  /** The view ends before this number. */
  #limit(): number {
    return this.#paused?.end ?? this.#ring.end;
  }

  #unfiltered(): number {
    const { first } = this.#ring;
    const newer = Math.max(0, this.#limit() - Math.max(first, this.#high));
    return newer + Math.max(0, Math.min(this.#low, this.#limit()) - first);
  }

  #filterSome(budget: number): void {
    const { first } = this.#ring;
    const cheap = isCheap(this.#filter);
    const costOf = ({ body }: KeptMessage) => (cheap ? 1 : READING_COST + body.length / 512);
    let work = budget;
    this.#high = Math.max(this.#high, first);
    while (this.#high < this.#limit() && work > 0) {
      const message = this.#ring.get(this.#high);
      if (message) {
        work -= costOf(message);
        if (this.#matches(message)) this.#rows.push(message.n);
      }
      this.#high += 1;
    }
    const older: number[] = [];
    while (this.#low > first && work > 0) {
      this.#low -= 1;
      const message = this.#ring.get(this.#low);
      if (!message) continue;
      work -= costOf(message);
      if (this.#matches(message)) older.push(message.n);
    }
    if (older.length > 0) this.#rows.unshiftAll(older.reverse());
    // A frozen list keeps its length, so that nothing moves under the reader.
    if (this.#paused) return;
    while (this.#rows.length > 0 && this.numberOf(0) < first) this.#rows.shift();
  }

  #takeSnapshot(version: number): InspectorSnapshot {
    return {
      messages: this.#messages,
      bytes: this.#bytes,
      kept: this.#ring.length,
      keptBytes: this.#ring.bytes,
      evicted: this.#ring.evicted,
      skipped: this.#skipped,
      oneIn: this.#sampler.oneIn,
      rows: this.#rows.length,
      unfiltered: this.#unfiltered(),
      view: this.#paused
        ? {
            kind: 'paused',
            newer: this.#messages - this.#paused.messages,
            gone: this.#gone(),
          }
        : { kind: 'live' },
      version,
    };
  }

  #gone(): number {
    const { first } = this.#ring;
    let [low, high] = [0, this.#rows.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.numberOf(middle) < first) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
