import { assertNever } from '../../assertNever.ts';
import type { Clock } from '../clock.ts';
import { MessagingError } from '../errors.ts';
import type { Settlement } from './outboxLane.ts';
import type { OutboxNote, OutboxSharing, SharedCounts, SharedSettlement } from './outboxSharing.ts';
import type { StoredEntry } from './outboxStorage.ts';

/** A count that is a moment old does no harm; a note for every ack would. */
const COUNTS_DELAY_MS = 100;

export interface MatesListener {
  counts(): SharedCounts;
  isSender(): boolean;
  /** Another one has written these. */
  onAdded(entries: readonly StoredEntry[]): void;
  /** The sender parked an entry, perhaps one of ours. */
  onParked(key: number): void;
  onSettled(key: number, settlement: Settlement): void;
  /** The sender told new counts. */
  onCounts(): void;
}

/** The other clients on the same storage; does nothing where there are none. */
export class OutboxMates {
  readonly #clock: Clock;
  readonly #listener: MatesListener;
  #sharing: OutboxSharing | null = null;
  #fromSender: SharedCounts | null = null;
  #parked: number[] = [];
  #settled: { readonly key: number; readonly settlement: SharedSettlement }[] = [];
  #cancelCounts: (() => void) | null = null;

  constructor(clock: Clock, listener: MatesListener) {
    this.#clock = clock;
    this.#listener = listener;
  }

  attach(sharing: OutboxSharing): void {
    this.#sharing = sharing;
    sharing.onNote((note) => this.#onNote(note));
    sharing.tell({ kind: 'hello' });
  }

  /** The counts of all: the sender's, as far as it told them, if that is another. */
  combine(own: SharedCounts): SharedCounts {
    const told = this.#fromSender;
    if (told === null || this.#listener.isSender()) return own;
    return { ...told, queued: Math.max(told.queued, own.queued) };
  }

  tellAdded(entries: readonly StoredEntry[]): void {
    this.#sharing?.tell({ kind: 'added', entries });
  }

  tellParked(key: number): void {
    if (!this.#sharing) return;
    this.#flushSoon();
    this.#parked.push(key);
  }

  tellSettled(key: number, settlement: Settlement): void {
    if (!this.#sharing) return;
    this.#flushSoon();
    this.#settled.push({ key, settlement: toShared(settlement) });
  }

  /** The counts have changed; only the sender's matter to others. */
  countsChanged(): void {
    if (!this.#sharing || !this.#listener.isSender()) return;
    this.#cancelCounts ??= this.#clock.after(COUNTS_DELAY_MS, () => {
      this.#cancelCounts = null;
      this.#tellCounts();
    });
  }

  /** Tells what is left to tell. The sharing itself is closed by whoever opened it. */
  close(): void {
    this.#cancelCounts?.();
    this.#flush();
    this.#sharing = null;
  }

  #tellCounts(): void {
    this.#sharing?.tell({ kind: 'counts', counts: this.#listener.counts() });
  }

  #flushSoon(): void {
    if (this.#parked.length + this.#settled.length === 0) queueMicrotask(() => this.#flush());
  }

  #flush(): void {
    const [keys, settled] = [this.#parked, this.#settled];
    this.#parked = [];
    this.#settled = [];
    if (keys.length > 0) this.#sharing?.tell({ kind: 'parked', keys });
    if (settled.length > 0) this.#sharing?.tell({ kind: 'settled', settled });
  }

  #onNote(note: OutboxNote): void {
    if (!this.#sharing) return;
    switch (note.kind) {
      case 'added':
        this.#listener.onAdded(note.entries);
        return;
      case 'parked':
        for (const key of note.keys) this.#listener.onParked(key);
        return;
      case 'settled':
        for (const { key, settlement } of note.settled) {
          this.#listener.onSettled(key, fromShared(settlement));
        }
        return;
      case 'counts':
        this.#fromSender = note.counts;
        this.#listener.onCounts();
        return;
      case 'hello':
        if (this.#listener.isSender()) this.#tellCounts();
        return;
      default:
        assertNever(note);
    }
  }
}

function toShared(settlement: Settlement): SharedSettlement {
  if (settlement.kind !== 'refused') return settlement;
  const { code, message, subject, apiCode } = settlement.error;
  return { kind: 'refused', error: { code, message, subject, apiCode } };
}

function fromShared(settlement: SharedSettlement): Settlement {
  if (settlement.kind !== 'refused') return settlement;
  const { code, message, subject, apiCode } = settlement.error;
  const details = {
    ...(subject === undefined ? {} : { subject }),
    ...(apiCode === undefined ? {} : { apiCode }),
  };
  return { kind: 'refused', error: new MessagingError(code, message, details) };
}
