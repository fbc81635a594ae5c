import type { Clock } from './clock.ts';
import { isMessagingError, MessagingError } from './errors.ts';
import { apiCodes } from './jetstream.ts';
import { createListeners } from './listeners.ts';
import {
  forgetSettled,
  type Lane,
  maySend,
  newLane,
  type OutboxEntry,
  oldestOf,
  type Queued,
} from './outboxLane.ts';

/** Entries sent without waiting for the ack of the one before, over all subjects. */
const MAX_UNDER_WAY = 512;
/** What an outage may pile up in memory before publishing fails. */
const MAX_QUEUED_BYTES = 128 * 1024 * 1024;
const RETRY_BASE_MS = 100;
const RETRY_MAX_MS = 5_000;

export interface OutboxState {
  /** Entries that no stream has acknowledged yet. */
  readonly queued: number;
  /** When the oldest of them was put in, milliseconds since the epoch; null when empty. */
  readonly oldestAt: number | null;
}

/** Sends one entry and resolves when it is stored. */
export type SendStored = (entry: OutboxEntry) => Promise<unknown>;

/**
 * Durable publishes wait here until a stream has them. Order is kept per subject: after a failure
 * the lane settles first and then sends again from its oldest entry; what the server had already
 * stored it drops by message id.
 */
export class Outbox {
  readonly #clock: Clock;
  readonly #send: SendStored;
  readonly #lanes = new Map<string, Lane>();
  /** Lanes that could send at once if there were a slot; they take turns. */
  readonly #ready = new Set<Lane>();
  readonly #listeners = createListeners<[]>(() => {});
  /** Made when asked for, since it is asked for less often than it changes. */
  #state: OutboxState | null = null;
  #open = false;
  #closed = false;
  #underWay = 0;
  #queued = 0;
  #queuedBytes = 0;

  constructor(clock: Clock, send: SendStored) {
    this.#clock = clock;
    this.#send = send;
  }

  /** The same object until something changes. */
  getState(): OutboxState {
    this.#state ??= { queued: this.#queued, oldestAt: oldestOf(this.#lanes.values()) };
    return this.#state;
  }

  /** Told when entries come or go. */
  onChange(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  /**
   * Resolves when the entry is stored. It stays queued through any outage; it rejects only when
   * sending can never work: 'denied', 'closed', 'too-large' (also when the outbox is full), or
   * 'jetstream' for what the stream will never take.
   */
  put(entry: OutboxEntry): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#closed) throw closedError();
      if (this.#queuedBytes + entry.body.length > MAX_QUEUED_BYTES) {
        throw new MessagingError('too-large', 'Too much waits to be sent already.', {
          subject: entry.subject,
        });
      }
      const lane = this.#lanes.get(entry.subject) ?? newLane();
      this.#lanes.set(entry.subject, lane);
      const queuedAt = this.#clock.now();
      lane.entries.push({ ...entry, queuedAt, resolve, reject, phase: 'queued' });
      this.#queued += 1;
      this.#queuedBytes += entry.body.length;
      this.#ready.add(lane);
      this.#pump();
      this.#changed();
    });
  }

  /** There is a connection: start over with what has not been acknowledged. */
  resume(): void {
    this.#open = true;
    for (const lane of this.#lanes.values()) {
      lane.failures = 0;
      if (lane.mode === 'waiting') this.#sendAgain(lane);
      else this.#ready.add(lane);
    }
    this.#pump();
  }

  /** There is no connection: hold back what is not under way. */
  pause(): void {
    this.#open = false;
  }

  /** Resolves when empty or closed, or after `timeoutMs`. */
  drained(timeoutMs: number): Promise<void> {
    if (this.#queued === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const finish = () => {
        stopTimer();
        stopListening();
        resolve();
      };
      const stopTimer = this.#clock.after(timeoutMs, finish);
      const stopListening = this.#listeners.add(() => {
        if (this.#queued === 0) finish();
      });
    });
  }

  /** Rejects everything that is still queued. */
  close(): void {
    this.#open = false;
    this.#closed = true;
    const error = closedError();
    for (const lane of this.#lanes.values()) {
      lane.cancelRetry();
      for (const entry of lane.entries) if (entry.phase !== 'settled') entry.reject(error);
    }
    this.#lanes.clear();
    this.#ready.clear();
    this.#queued = 0;
    this.#queuedBytes = 0;
    this.#changed();
  }

  #changed(): void {
    this.#state = null;
    this.#listeners.notify();
  }

  #pump(): void {
    // A lane that is put back during the loop comes last, so that a long one starves no other.
    for (const lane of this.#ready) {
      if (!this.#open || this.#underWay >= MAX_UNDER_WAY) return;
      this.#ready.delete(lane);
      if (!maySend(lane)) continue;
      this.#sendNext(lane);
      if (maySend(lane)) this.#ready.add(lane);
    }
  }

  #sendNext(lane: Lane): void {
    const entry = lane.entries[lane.next];
    if (!entry) return;
    lane.next += 1;
    lane.underWay += 1;
    this.#underWay += 1;
    entry.phase = 'under-way';
    this.#send(entry).then(
      () => this.#settled(lane, entry, null),
      (error: unknown) => this.#settled(lane, entry, error),
    );
  }

  #settled(lane: Lane, entry: Queued, error: unknown): void {
    this.#underWay -= 1;
    lane.underWay -= 1;
    if (this.#lanes.get(entry.subject) !== lane) return;
    if (error === null || isHopeless(error)) {
      this.#finish(entry, error);
      if (error === null && lane.mode === 'sending') {
        lane.proven = true;
        lane.failures = 0;
      }
    } else {
      entry.phase = 'queued';
      // All that was under way fails together; that counts once.
      if (lane.mode === 'sending') lane.failures += 1;
      lane.mode = 'settling';
    }
    if (lane.mode === 'settling' && lane.underWay === 0) this.#startOver(lane);
    else forgetSettled(lane);
    if (lane.entries.length === 0) {
      lane.cancelRetry();
      this.#lanes.delete(entry.subject);
    } else if (maySend(lane)) this.#ready.add(lane);
    this.#pump();
    this.#changed();
  }

  #finish(entry: Queued, error: unknown): void {
    entry.phase = 'settled';
    this.#queued -= 1;
    this.#queuedBytes -= entry.body.length;
    if (error === null) entry.resolve();
    else entry.reject(error);
  }

  #startOver(lane: Lane): void {
    lane.entries = lane.entries.filter((entry) => entry.phase !== 'settled');
    lane.next = 0;
    lane.proven = false;
    lane.mode = 'waiting';
    const delay = Math.min(RETRY_MAX_MS, RETRY_BASE_MS * 2 ** Math.min(lane.failures - 1, 6));
    lane.cancelRetry = this.#clock.after(delay, () => {
      this.#sendAgain(lane);
      this.#pump();
    });
  }

  #sendAgain(lane: Lane): void {
    lane.cancelRetry();
    lane.mode = 'sending';
    this.#ready.add(lane);
  }
}

const closedError = () =>
  new MessagingError('closed', 'The client was closed before this was sent.');

function isHopeless(error: unknown): boolean {
  if (isMessagingError(error, 'denied', 'too-large')) return true;
  return (
    isMessagingError(error, 'jetstream') &&
    (error.apiCode === apiCodes.messageTooLarge || error.apiCode === apiCodes.headersTooLarge)
  );
}
