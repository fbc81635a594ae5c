import type { Clock } from './clock.ts';
import type { FollowFrom, FollowState, Gap } from './clientTypes.ts';
import type { Driver, DriverMessage } from './driver.ts';
import { isMessagingError, MessagingError } from './errors.ts';
import {
  type Ask,
  apiCodes,
  getStreamInfo,
  type StreamInfo,
  type StoredPosition,
} from './jetstream.ts';
import { findLastMessages } from './lastMessages.ts';
import { type ConsumerStart, createConsumer, pullMessages } from './pullConsumer.ts';

/** How soon to look again for a stream that the agent has not made yet, or a leader not elected. */
const LOOK_AGAIN_MS = 2_000;

export interface StreamReaderOptions {
  readonly clock: Clock;
  readonly stream: string;
  readonly filter: string;
  /** Used where an old server refuses a filter that spans several of the stream's subjects. */
  readonly widerFilter: string;
  readonly from: FollowFrom;
  /** Connects requests to the present connection. */
  readonly ask: Ask;
  readonly inboxPrefix: string;
  readonly makeName: () => string;
  readonly onInbound: () => void;
  readonly onMessage: (message: DriverMessage, position: StoredPosition) => void;
  readonly onState: (state: FollowState) => void;
  readonly onGap: (gap: Gap) => void;
}

/** What has been read of a stream. A sequence means nothing without the stream's birth. */
interface Cursor {
  readonly created: string;
  /** The last sequence read; null before the first message. */
  seq: number | null;
}

/**
 * Reads one stream from a start and goes on live; resumes by sequence on every new connection and
 * tells what can't be had any more.
 */
export class StreamReader {
  readonly #options: StreamReaderOptions;
  #driver: Driver | null = null;
  #cursor: Cursor | null = null;
  #filter: string;
  #stopReading: () => void = () => {};
  #cancelRetry: () => void = () => {};
  /** Counts openings; an answer to an older one is ignored. */
  #generation = 0;

  constructor(options: StreamReaderOptions) {
    this.#options = options;
    this.#filter = options.filter;
  }

  attach(driver: Driver | null): void {
    this.#halt();
    this.#driver = driver;
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
    const driver = this.#driver;
    if (!driver) return;
    this.#read(driver, () => generation === this.#generation).catch((error: unknown) => {
      if (generation === this.#generation) this.#openFailed(error);
    });
  }

  #openFailed(error: unknown): void {
    const known =
      error instanceof MessagingError ? error : new MessagingError('offline', String(error));
    if (known.apiCode === apiCodes.streamNotFound) {
      this.#options.onState({ phase: 'live-only', reason: 'no-stream' });
    } else if (isMessagingError(known, 'denied', 'jetstream', 'invalid-reply')) {
      this.#options.onState({ phase: 'failed', error: known });
    }
    // 'no-responders' is no leader yet; 'timeout' and 'offline' pass. All of them are tried again.
    this.#cancelRetry = this.#options.clock.after(LOOK_AGAIN_MS, () => this.#open());
  }

  async #read(driver: Driver, current: () => boolean): Promise<void> {
    const { ask, stream } = this.#options;
    const info = await getStreamInfo(ask, stream);
    if (!current()) return;
    const start = await this.#startOf(driver, info);
    if (!current()) return;
    const name = this.#options.makeName();
    const pending = await this.#create(name, start);
    if (!current()) return;
    const cursor: Cursor = (this.#cursor ??= { created: info.created, seq: null });
    let caughtUp = false;
    const noteRemaining = (remaining: number) => {
      if (caughtUp) return;
      caughtUp = remaining === 0;
      this.#options.onState(caughtUp ? { phase: 'live' } : { phase: 'replaying', remaining });
    };
    noteRemaining(pending);
    this.#stopReading = pullMessages({
      driver,
      clock: this.#options.clock,
      stream,
      name,
      inbox: `${this.#options.inboxPrefix}.${name}`,
      onInbound: this.#options.onInbound,
      onMessage: (message, position) => {
        cursor.seq = position.streamSeq;
        this.#options.onMessage(message, position);
        noteRemaining(position.pending);
      },
      onBroken: () => this.#open(),
    });
  }

  async #create(name: string, start: ConsumerStart): Promise<number> {
    const { ask, stream, widerFilter } = this.#options;
    try {
      return await createConsumer(ask, stream, name, this.#filter, start);
    } catch (error) {
      const refused = error instanceof MessagingError && error.apiCode === apiCodes.filterNotSubset;
      if (!refused || this.#filter === widerFilter) throw error;
      this.#filter = widerFilter;
      return createConsumer(ask, stream, name, widerFilter, start);
    }
  }

  /** Where to begin on this connection, telling first what is missing since the last one. */
  async #startOf(driver: Driver, info: StreamInfo): Promise<ConsumerStart> {
    const cursor = this.#cursor;
    if (cursor) {
      const { first_seq: first, last_seq: last } = info.state;
      if (info.created !== cursor.created || last < (cursor.seq ?? 0)) {
        this.#cursor = { created: info.created, seq: 0 };
        this.#options.onGap({ reason: 'stream-recreated', missing: null });
        return { kind: 'all' };
      }
      if (cursor.seq !== null) {
        // An upper bound only: other subjects' messages are among those that expired.
        if (first > cursor.seq + 1) this.#options.onGap({ reason: 'expired', missing: null });
        return { kind: 'seq', seq: cursor.seq + 1 };
      }
    }
    const { from } = this.#options;
    if (from === 'all') return { kind: 'all' };
    if (from === 'new') {
      // Pinned to a sequence, so that an outage right after the start loses nothing.
      this.#cursor = { created: info.created, seq: info.state.last_seq };
      return { kind: 'seq', seq: info.state.last_seq + 1 };
    }
    if ('seq' in from) return { kind: 'seq', seq: Math.max(1, from.seq) };
    if ('time' in from) return { kind: 'time', time: from.time };
    const seq = await findLastMessages(
      this.#options.ask,
      driver,
      info,
      this.#filter,
      from.last,
      this.#options.makeName,
    );
    return { kind: 'seq', seq };
  }
}
