import type { Clock } from '../clock.ts';
import { isMessagingError, MessagingError } from '../errors.ts';
import { apiCodes } from '../history/jetstream.ts';
import {
  type EntryWatcher,
  forgetSettled,
  type Lane,
  maySend,
  newLane,
  oldestOf,
  type Queued,
  rewind,
  type Settlement,
} from './outboxLane.ts';
import type { OutboxEntry } from './outboxStorage.ts';

/** Entries sent without waiting for the ack of the one before, over all subjects. */
const MAX_UNDER_WAY = 512;
const RETRY_BASE_MS = 100;
const RETRY_MAX_MS = 2_000;

/** What the present connection is good for; decided by what the server says of itself. */
export type OutboxRoute = 'none' | 'live-only' | 'stream';

export interface QueueOptions {
  readonly clock: Clock;
  /** Sends one entry and resolves when a stream has it. */
  readonly send: (entry: OutboxEntry) => Promise<unknown>;
  /** Sends one entry past any stream. @throws MessagingError 'offline' */
  readonly sendLive: (entry: OutboxEntry) => void;
  /** The message ids of those entries that their stream has; all are of one subject. */
  readonly findStored: (entries: readonly Queued[]) => Promise<ReadonlySet<string>>;
  /** Whether an entry stays until there is a stream, when there is none. */
  readonly waitsForStream: (entry: OutboxEntry) => boolean;
}

/**
 * Sends entries until a stream has them. Order is kept per subject: after a failure the lane
 * settles first and then sends again from its oldest entry; what the server had already stored it
 * drops by message id, and what may be older than its memory is looked up before.
 */
export class OutboxQueue {
  readonly #options: QueueOptions;
  readonly #lanes = new Map<string, Lane>();
  /** Lanes that could send at once if there were a slot; they take turns. */
  readonly #ready = new Set<Lane>();
  #route: OutboxRoute = 'none';
  #underWay = 0;
  #parked = 0;

  constructor(options: QueueOptions) {
    this.#options = options;
  }

  get route(): OutboxRoute {
    return this.#route;
  }

  /** Entries that only wait for a server with JetStream. */
  get parked(): number {
    return this.#parked;
  }

  get oldestAt(): number | null {
    return oldestOf(this.#lanes.values());
  }

  has(subject: string): boolean {
    return this.#lanes.has(subject);
  }

  /** Takes a new entry. */
  add(entry: OutboxEntry, watcher: EntryWatcher): void {
    const lane = this.#laneOf(entry.subject);
    lane.entries.push({ ...entry, watcher, maySince: null, shown: false, phase: 'queued' });
    this.#ready.add(lane);
    this.#pump();
  }

  /** Takes entries that somebody else queued and may have sent; before any new ones. */
  restore(entries: readonly { entry: OutboxEntry; watcher: EntryWatcher }[]): void {
    const restored = new Set<Lane>();
    for (const { entry, watcher } of entries) {
      const lane = this.#laneOf(entry.subject);
      lane.entries.push({
        ...entry,
        watcher,
        maySince: entry.queuedAt,
        shown: true,
        phase: 'queued',
      });
      lane.mode = 'waiting';
      restored.add(lane);
    }
    if (this.#route !== 'none') for (const lane of restored) this.#sendAgain(lane);
    this.#pump();
  }

  /** There is a connection: start over with what has not been acknowledged. */
  open(route: 'live-only' | 'stream'): void {
    const learntToStore = this.#route !== 'stream' && route === 'stream';
    this.#route = route;
    if (learntToStore) this.#unpark();
    for (const lane of this.#lanes.values()) {
      lane.failures = 0;
      if (lane.mode === 'waiting') this.#sendAgain(lane);
      else this.#ready.add(lane);
    }
    this.#pump();
  }

  /** There is no connection: hold back what is not under way. */
  pause(): void {
    this.#route = 'none';
  }

  /** Forgets everything; nothing more is told. */
  close(): void {
    this.#route = 'none';
    for (const lane of this.#lanes.values()) lane.cancelRetry();
    this.#lanes.clear();
    this.#ready.clear();
    this.#parked = 0;
  }

  #laneOf(subject: string): Lane {
    const lane = this.#lanes.get(subject) ?? newLane();
    this.#lanes.set(subject, lane);
    return lane;
  }

  #unpark(): void {
    for (const lane of this.#lanes.values()) {
      if (!lane.entries.some(({ phase }) => phase === 'parked')) continue;
      for (const entry of lane.entries) if (entry.phase === 'parked') entry.phase = 'queued';
      // Otherwise the lane starts over by itself when what is under way has settled.
      if (lane.mode === 'sending' && lane.underWay === 0) {
        rewind(lane);
        lane.mode = 'waiting';
      } else if (lane.mode === 'sending') lane.mode = 'settling';
    }
    this.#parked = 0;
  }

  #pump(): void {
    // A lane that is put back during the loop comes last, so that a long one starves no other.
    for (const lane of this.#ready) {
      if (this.#route === 'none' || this.#underWay >= MAX_UNDER_WAY) return;
      this.#ready.delete(lane);
      if (!maySend(lane)) continue;
      if (this.#route === 'live-only') this.#showNext(lane);
      else this.#sendNext(lane);
      if (maySend(lane)) this.#ready.add(lane);
    }
  }

  /** Without JetStream: those who look see it now, and the entry waits for a stream. */
  #showNext(lane: Lane): void {
    const entry = lane.entries[lane.next];
    if (!entry) return;
    if (entry.phase === 'queued') {
      try {
        if (!entry.shown) this.#options.sendLive(entry);
      } catch (error) {
        if (!isHopeless(error)) {
          // The connection is gone; the next one opens the route again.
          this.#route = 'none';
          return;
        }
        this.#finish(entry, { kind: 'refused', error });
      }
    }
    lane.next += 1;
    if (entry.phase === 'queued') {
      const fresh = !entry.shown;
      entry.shown = true;
      entry.maySince ??= this.#options.clock.now();
      if (fresh && !this.#options.waitsForStream(entry)) this.#finish(entry, { kind: 'sent' });
      else {
        entry.phase = 'parked';
        this.#parked += 1;
        entry.watcher.onParked();
      }
    }
    this.#tidy(lane, entry.subject);
  }

  #sendNext(lane: Lane): void {
    const entry = lane.entries[lane.next];
    if (!entry) return;
    lane.next += 1;
    lane.underWay += 1;
    this.#underWay += 1;
    entry.phase = 'under-way';
    entry.maySince ??= this.#options.clock.now();
    this.#options.send(entry).then(
      () => this.#settled(lane, entry, null),
      (error: unknown) => this.#settled(lane, entry, error),
    );
  }

  #settled(lane: Lane, entry: Queued, error: unknown): void {
    this.#underWay -= 1;
    lane.underWay -= 1;
    if (this.#lanes.get(entry.subject) !== lane) return;
    if (error === null) {
      this.#finish(entry, { kind: 'stored' });
      if (lane.mode === 'sending') {
        lane.proven = true;
        lane.failures = 0;
      }
    } else if (isHopeless(error)) this.#finish(entry, { kind: 'refused', error });
    else {
      entry.phase = 'queued';
      // All that was under way fails together; that counts once.
      if (lane.mode === 'sending') lane.failures += 1;
      lane.mode = 'settling';
    }
    if (lane.mode === 'settling' && lane.underWay === 0) this.#startOver(lane);
    this.#tidy(lane, entry.subject);
    if (maySend(lane)) this.#ready.add(lane);
    this.#pump();
  }

  #tidy(lane: Lane, subject: string): void {
    forgetSettled(lane);
    if (lane.entries.length > 0) return;
    lane.cancelRetry();
    this.#lanes.delete(subject);
  }

  #finish(entry: Queued, settlement: Settlement): void {
    entry.phase = 'settled';
    entry.watcher.onSettled(settlement);
  }

  #startOver(lane: Lane): void {
    rewind(lane);
    lane.mode = 'waiting';
    const rounds = Math.min(Math.max(0, lane.failures - 1), 6);
    const delay = Math.min(RETRY_MAX_MS, RETRY_BASE_MS * 2 ** rounds);
    lane.cancelRetry = this.#options.clock.after(delay, () => {
      if (this.#route !== 'none') this.#sendAgain(lane);
      this.#pump();
    });
  }

  #sendAgain(lane: Lane): void {
    lane.cancelRetry();
    const doubtful = lane.entries.filter(
      ({ maySince, phase }) => maySince !== null && phase === 'queued',
    );
    if (this.#route !== 'stream' || doubtful.length === 0) this.#send(lane);
    else {
      lane.mode = 'checking';
      void this.#check(lane, doubtful);
    }
  }

  #send(lane: Lane): void {
    lane.mode = 'sending';
    this.#ready.add(lane);
  }

  /** An entry may be in the stream for longer than the server remembers its message id. */
  async #check(lane: Lane, doubtful: readonly Queued[]): Promise<void> {
    const subject = doubtful[0]?.subject ?? '';
    const stored = await this.#options.findStored(doubtful).catch(() => null);
    if (this.#lanes.get(subject) !== lane) return;
    if (stored === null) {
      lane.failures += 1;
      this.#startOver(lane);
      return;
    }
    for (const entry of doubtful) {
      if (stored.has(entry.messageId)) this.#finish(entry, { kind: 'stored' });
    }
    rewind(lane);
    this.#send(lane);
    this.#tidy(lane, subject);
    this.#pump();
  }
}

function isHopeless(error: unknown): error is MessagingError {
  if (isMessagingError(error, 'denied', 'too-large')) return true;
  return (
    isMessagingError(error, 'jetstream') &&
    (error.apiCode === apiCodes.messageTooLarge || error.apiCode === apiCodes.headersTooLarge)
  );
}
