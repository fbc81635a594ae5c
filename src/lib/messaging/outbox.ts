import type { Clock } from './clock.ts';
import { isMessagingError, MessagingError } from './errors.ts';
import { createListeners } from './listeners.ts';

/** Entries sent without waiting for the ack of the one before, over all subjects. */
const MAX_UNDER_WAY = 512;
const RETRY_BASE_MS = 100;
const RETRY_MAX_MS = 5_000;

export interface OutboxEntry {
  readonly subject: string;
  readonly body: Uint8Array;
  /** The server drops a second message with the same id within its duplicate window. */
  readonly messageId: string;
}

export interface OutboxState {
  /** Entries that no stream has acknowledged yet. */
  readonly queued: number;
  /** When the oldest of them was put in, milliseconds since the epoch; null when empty. */
  readonly oldestAt: number | null;
}

/** Sends one entry and resolves when it is stored. */
export type SendStored = (entry: OutboxEntry) => Promise<unknown>;

interface Queued extends OutboxEntry {
  readonly queuedAt: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
  phase: 'queued' | 'under-way' | 'settled';
}

/** One subject's entries, oldest first. */
interface Lane {
  /** Entries before `next` have been sent since the lane last started over. */
  entries: Queued[];
  next: number;
  underWay: number;
  /** After a failed send nothing more is sent until all that is under way has settled. */
  mode: 'sending' | 'settling' | 'waiting';
  failures: number;
}

/**
 * Durable publishes wait here until a stream has them. Order is kept per subject: after a failure
 * the lane settles first and then sends again from its oldest entry; what the server had already
 * stored it drops by message id.
 */
export class Outbox {
  readonly #clock: Clock;
  readonly #send: SendStored;
  readonly #lanes = new Map<string, Lane>();
  readonly #listeners = createListeners<[]>(() => {});
  #open = false;
  #underWay = 0;
  #queued = 0;

  constructor(clock: Clock, send: SendStored) {
    this.#clock = clock;
    this.#send = send;
  }

  getState(): OutboxState {
    let oldestAt: number | null = null;
    for (const { entries } of this.#lanes.values()) {
      const at = entries.find((entry) => entry.phase !== 'settled')?.queuedAt;
      if (at !== undefined && (oldestAt === null || at < oldestAt)) oldestAt = at;
    }
    return { queued: this.#queued, oldestAt };
  }

  /** Told when entries come or go. */
  onChange(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  /**
   * Resolves when the entry is stored. It stays queued through any outage; it rejects only when
   * sending can never work: 'denied', 'closed', or refused by the server's own limits.
   */
  put(entry: OutboxEntry): Promise<void> {
    return new Promise((resolve, reject) => {
      const lane = this.#lanes.get(entry.subject) ?? newLane();
      this.#lanes.set(entry.subject, lane);
      const queuedAt = this.#clock.now();
      lane.entries.push({ ...entry, queuedAt, resolve, reject, phase: 'queued' });
      this.#queued += 1;
      this.#listeners.notify();
      this.#pump(lane);
    });
  }

  /** There is a connection: start over with what has not been acknowledged. */
  resume(): void {
    this.#open = true;
    for (const lane of this.#lanes.values()) {
      lane.failures = 0;
      if (lane.mode === 'waiting') lane.mode = 'sending';
      this.#pump(lane);
    }
  }

  /** There is no connection: hold back what is not under way. */
  pause(): void {
    this.#open = false;
  }

  /** Resolves when empty, or after `timeoutMs`. */
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
    const error = new MessagingError('closed', 'The client was closed before this was sent.');
    for (const lane of this.#lanes.values()) {
      for (const entry of lane.entries) if (entry.phase !== 'settled') entry.reject(error);
    }
    this.#lanes.clear();
    this.#queued = 0;
  }

  #pump(lane: Lane): void {
    while (this.#open && lane.mode === 'sending' && this.#underWay < MAX_UNDER_WAY) {
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
  }

  #settled(lane: Lane, entry: Queued, error: unknown): void {
    this.#underWay -= 1;
    lane.underWay -= 1;
    if (this.#lanes.get(entry.subject) !== lane) return;
    if (error === null || isHopeless(error)) {
      entry.phase = 'settled';
      this.#queued -= 1;
      lane.failures = 0;
      if (error === null) entry.resolve();
      else entry.reject(error);
    } else {
      entry.phase = 'queued';
      lane.mode = 'settling';
      lane.failures += 1;
    }
    if (lane.mode === 'settling' && lane.underWay === 0) this.#startOver(lane);
    else forgetSettledHead(lane);
    if (lane.entries.length === 0) this.#lanes.delete(entry.subject);
    for (const other of this.#lanes.values()) this.#pump(other);
    this.#listeners.notify();
  }

  #startOver(lane: Lane): void {
    lane.entries = lane.entries.filter((entry) => entry.phase !== 'settled');
    lane.next = 0;
    lane.mode = 'waiting';
    const delay = Math.min(RETRY_MAX_MS, RETRY_BASE_MS * 2 ** Math.min(lane.failures, 6));
    this.#clock.after(delay, () => {
      if (lane.mode !== 'waiting') return;
      lane.mode = 'sending';
      this.#pump(lane);
    });
  }
}

/** Drops settled entries in bulk: one splice per ack would move the whole queue each time. */
function forgetSettledHead(lane: Lane): void {
  let settled = 0;
  while (lane.entries[settled]?.phase === 'settled') settled += 1;
  if (settled === lane.entries.length || settled >= 1_024) {
    lane.entries.splice(0, settled);
    lane.next -= settled;
  }
}

const newLane = (): Lane => ({ entries: [], next: 0, underWay: 0, mode: 'sending', failures: 0 });

function isHopeless(error: unknown): boolean {
  return isMessagingError(error, 'denied', 'too-large');
}
