import type { ConnectionContext } from '../clientInternals.ts';
import type { FollowFrom, FollowState, Gap } from '../types.ts';
import type { Driver, DriverMessage } from '../connection/driver.ts';
import { isMessagingError, MessagingError } from '../errors.ts';
import { apiCodes, getStreamInfo, type StreamInfo, type StoredPosition } from './jetstream.ts';
import { findLastMessages } from './lastMessages.ts';
import type { ConsumerStart } from './pullConsumer.ts';
import { openConsumer } from './readConsumer.ts';

/** Until the next try without a stream or a leader. */
const LOOK_AGAIN_MS = 2_000;
/** Short, so that a request during an election does not outlast it by much. */
const LOOK_MS = 2_000;
const LONG_LOOK_MS = 5_000;
const SHORT_LOOKS = 5;
/** How often a stream may end before what was read until that counts as a new stream. */
const BEHIND_LOOKS = 5;
const SOON_MS = 500;
/** Two elections pass within this time; then JetStream counts as off. */
const ELECTION_MS = 30_000;

export interface ReadPosition extends StoredPosition {
  /** Messages read before this one, over all consumers. */
  readonly place: number;
  /** Since it was stored, by the server's clock. */
  readonly ageMs: number;
}

export interface StreamReaderOptions {
  readonly context: ConnectionContext;
  readonly stream: string;
  readonly filter: string;
  /**
   * For old servers, which refuse a filter that spans several subjects: `parts` are those subjects,
   * to read what is stored; `wider` contains them, to read what comes.
   */
  readonly fallback: { readonly parts: readonly string[]; readonly wider: string };
  readonly from: FollowFrom;
  readonly onMessage: (message: DriverMessage, position: ReadPosition) => void;
  readonly onState: (state: FollowState) => void;
  readonly onGap: (gap: Gap) => void;
}

/** A sequence means nothing without the stream's creation time. */
interface Cursor {
  readonly created: string;
  /** The last sequence read. */
  seq: number | null;
  /** Everything up to `seq` was read or not wanted: reading may resume after it. */
  isComplete: boolean;
}

/** Reads one stream and goes on live; resumes by sequence after reconnects, and reports gaps. */
export class StreamReader {
  readonly #options: StreamReaderOptions;
  #driver: Driver | null = null;
  #cursor: Cursor | null = null;
  /** The server has refused the filter. */
  #isRefused = false;
  #messagesRead = 0;
  #stopReading: () => void = () => {};
  #cancelRetry: () => void = () => {};
  /** Counts openings; an answer to an older one is ignored. */
  #generation = 0;
  #openedAt = 0;
  /** Openings in a row without an answer, and since when. */
  #unanswered = { looks: 0, since: 0 };
  #behindLooks = 0;

  constructor(options: StreamReaderOptions) {
    this.#options = options;
  }

  attach(driver: Driver | null): void {
    this.#halt();
    this.#driver = driver;
    this.#answered();
    if (!driver) return;
    if (driver.info.jetstream) this.#open();
    else this.#options.onState({ phase: 'live-only', reason: 'no-jetstream' });
  }

  stop(): void {
    this.#halt();
    this.#driver = null;
  }

  #halt(): void {
    this.#generation += 1;
    this.#cancelRetry();
    this.#stopReading();
    this.#stopReading = () => {};
  }

  #open(): void {
    this.#halt();
    const generation = this.#generation;
    if (!this.#driver) return;
    this.#openedAt = this.#options.context.clock.monotonic();
    this.#read(() => generation === this.#generation).catch((error: unknown) => {
      if (generation === this.#generation) this.#openFailed(error);
    });
  }

  #openFailed(error: unknown): void {
    const known =
      error instanceof MessagingError ? error : new MessagingError('offline', String(error));
    if (known.apiCode === apiCodes.filterNotSubset && !this.#isRefused) {
      this.#isRefused = true;
      this.#open();
      return;
    }
    if (known.apiCode === apiCodes.streamNotFound) {
      this.#options.onState({ phase: 'live-only', reason: 'no-stream' });
    } else if (isMessagingError(known, 'denied', 'jetstream', 'invalid-reply')) {
      this.#options.onState({ phase: 'failed', error: known });
    } else if (isMessagingError(known, 'no-responders', 'timeout')) {
      const now = this.#options.context.clock.monotonic();
      if (this.#unanswered.looks === 0) this.#unanswered.since = this.#openedAt;
      this.#unanswered.looks += 1;
      if (now - this.#unanswered.since >= ELECTION_MS) {
        this.#options.onState({ phase: 'live-only', reason: 'no-jetstream' });
      }
    }
    // A timeout has waited already.
    this.#openLater(isMessagingError(known, 'timeout') ? SOON_MS : LOOK_AGAIN_MS);
  }

  #answered(): void {
    this.#unanswered = { looks: 0, since: 0 };
    this.#behindLooks = 0;
  }

  #openLater(delayMs = LOOK_AGAIN_MS): void {
    this.#cancelRetry();
    this.#cancelRetry = this.#options.context.clock.after(delayMs, () => this.#open());
  }

  /** At once, but not in a loop. */
  #openAgain(): void {
    if (this.#options.context.clock.monotonic() - this.#openedAt >= LOOK_AGAIN_MS) this.#open();
    else this.#openLater();
  }

  async #read(current: () => boolean): Promise<void> {
    const { context, stream, from, filter, fallback, onState } = this.#options;
    const timeoutMs = this.#unanswered.looks < SHORT_LOOKS ? LOOK_MS : LONG_LOOK_MS;
    const info = await getStreamInfo(context.ask, stream, timeoutMs);
    if (!current()) return;
    const first = await this.#startOf(info);
    if (!current()) return;
    const cursor: Cursor = (this.#cursor ??= {
      created: info.created,
      seq: null,
      isComplete: from !== 'last-per-subject',
    });
    const start = this.#isRefused ? await this.#readParts(info, first, cursor, timeoutMs) : first;
    if (!current()) return;
    const read = { stream, filter: this.#isRefused ? fallback.wider : filter, start, timeoutMs };
    const consumer = await openConsumer(context, read);
    if (!current()) return consumer.close();
    const { pending, aheadMs } = consumer;
    this.#answered();
    let caughtUp = false;
    const noteRemaining = (remaining: number) => {
      if (caughtUp || remaining > 0) return;
      caughtUp = true;
      // The last messages may be of other subjects.
      cursor.seq = Math.max(cursor.seq ?? 0, info.state.last_seq);
      cursor.isComplete = true;
      onState({ phase: 'live' });
    };
    if (pending > 0) onState({ phase: 'loading', remaining: pending });
    noteRemaining(pending);
    this.#stopReading = consumer.pull({
      onMessage: (message, position) => {
        this.#take(cursor, message, position, aheadMs);
        noteRemaining(position.pending);
      },
      onIdle: () => noteRemaining(0),
      onBroken: () => {
        onState({ phase: 'waiting' });
        this.#openAgain();
      },
    });
  }

  #take(cursor: Cursor, message: DriverMessage, position: StoredPosition, aheadMs: number): void {
    // The last of each subject are read again after a cut among them.
    const isRepeat = !cursor.isComplete && position.streamSeq <= (cursor.seq ?? 0);
    cursor.seq = Math.max(cursor.seq ?? 0, position.streamSeq);
    if (isRepeat) return;
    const { context, onMessage } = this.#options;
    const ageMs = Math.max(0, context.clock.now() + aheadMs - position.storedAt);
    onMessage(message, { ...position, place: this.#messagesRead, ageMs });
    this.#messagesRead += 1;
  }

  /**
   * Reads what is stored, each of the filter's subjects by itself: the wider filter would bring what
   * is stored of all others, too.
   * @returns where to go on with the wider one
   */
  async #readParts(
    { state }: StreamInfo,
    start: ConsumerStart,
    cursor: Cursor,
    timeoutMs: number,
  ): Promise<ConsumerStart> {
    // The last of each subject are few, also of all.
    if (start.kind === 'last-per-subject') return start;
    const upTo = state.last_seq;
    const next = { kind: 'seq', seq: upTo + 1 } as const;
    if (start.kind === 'seq' && start.seq > upTo) return start;
    const { context, stream, fallback, onState } = this.#options;
    const stopped = new AbortController();
    this.#stopReading = () => stopped.abort();
    // Loaded only where the server is that old.
    const { readMerged } = await import('./mergedRead.ts');
    stopped.signal.throwIfAborted();
    await readMerged(context, {
      ...{ stream, start, timeoutMs, upTo, filters: fallback.parts, signal: stopped.signal },
      onOpen: (pending) => {
        this.#answered();
        if (pending > 0) onState({ phase: 'loading', remaining: pending });
      },
      onMessage: (message, position, aheadMs) => this.#take(cursor, message, position, aheadMs),
    });
    if (!stopped.signal.aborted) cursor.seq = Math.max(cursor.seq ?? 0, upTo);
    return next;
  }

  /** Where to begin on this connection; reports what is missing since the last one. */
  async #startOf(info: StreamInfo): Promise<ConsumerStart> {
    const cursor = this.#cursor;
    if (cursor) {
      const { first_seq: first, last_seq: last } = info.state;
      const isSame = info.created === cursor.created;
      const endsBefore = last < (cursor.seq ?? 0);
      if (isSame && endsBefore && this.#behindLooks < BEHIND_LOOKS) {
        this.#behindLooks += 1;
        // A new leader may not have applied yet what its predecessor delivered.
        throw new MessagingError('timeout', 'The stream’s leader has not caught up yet.');
      }
      if (!isSame || endsBefore) {
        this.#cursor = null;
        this.#options.onGap({ reason: 'stream-recreated', missing: null });
        return this.#options.from === 'last-per-subject'
          ? { kind: 'last-per-subject' }
          : this.#pin(info, 1);
      }
      if (cursor.seq !== null && cursor.isComplete) {
        const missing = first - 1 - cursor.seq;
        if (missing > 0) {
          cursor.seq = first - 1;
          this.#options.onGap({ reason: 'expired', missing });
        }
        return { kind: 'seq', seq: cursor.seq + 1 };
      }
    }
    return this.#firstStart(info);
  }

  async #firstStart(info: StreamInfo): Promise<ConsumerStart> {
    const { from } = this.#options;
    const { last_seq: last } = info.state;
    if (from === 'all' || from === 'last-per-subject') return { kind: from };
    if (from === 'new') return this.#pin(info, last + 1);
    if ('time' in from) return { kind: 'time', time: from.time };
    if ('seq' in from) {
      if (from.seq <= last + 1) return { kind: 'seq', seq: Math.max(1, from.seq) };
      // A sequence of an earlier stream would skip everything before it.
      this.#options.onGap({ reason: 'stream-recreated', missing: null });
      return this.#pin(info, 1);
    }
    const { context, filter, fallback } = this.#options;
    const filters = this.#isRefused ? fallback.parts : [filter];
    return this.#pin(info, await findLastMessages(context, info, filters, from.last));
  }

  /** Keeps the start, so that an outage before the first message neither loses nor repeats any. */
  #pin(info: StreamInfo, seq: number): ConsumerStart {
    this.#cursor = { created: info.created, seq: seq - 1, isComplete: true };
    return { kind: 'seq', seq };
  }
}
