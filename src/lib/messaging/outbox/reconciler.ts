import type { Clock } from '../clock.ts';
import { tryDecodeJson } from '../catalog/codec.ts';
import type { Driver } from '../connection/driver.ts';
import { isMessagingError, MessagingError } from '../errors.ts';
import { apiCodes, type Ask, getStreamInfo } from '../history/jetstream.ts';
import type { SentEntry } from './subjectQueue.ts';
import { createConsumer, deleteConsumer, pullMessages } from '../history/pullConsumer.ts';

/** Sending again takes a while after the check, and the server's memory must last as long. */
const WINDOW_MARGIN_MS = 10_000;
/** The stored time is by the server's clock, which may be a little behind even after correction. */
const START_MARGIN_MS = 60_000;

export interface ReconcileOptions {
  readonly clock: Clock;
  readonly ask: Ask;
  /** The present connection, or null. */
  readonly driver: () => Driver | null;
  readonly inboxPrefix: string;
  readonly makeName: () => string;
  readonly onInbound: () => void;
}

/**
 * Finds out whether entries are in their stream already. Within the duplicate window nobody needs
 * to: the server drops a repeat by its message id. After it the stored messages of the subject are
 * read from when the entries may have been sent, and searched for the events' ids.
 */
export class Reconciler {
  readonly #options: ReconcileOptions;
  /** Duplicate windows in milliseconds by stream, as the present connection told them. */
  readonly #windows = new Map<string, number>();
  /** One reader at a time: after an outage every subject wants one. */
  #last: Promise<unknown> = Promise.resolve();
  #abort: (error: MessagingError) => void = () => {};

  constructor(options: ReconcileOptions) {
    this.#options = options;
  }

  /** The connection is another, or none. */
  reset(): void {
    this.#windows.clear();
    this.#abort(new MessagingError('offline', 'The connection was lost.'));
  }

  /**
   * The message ids of those entries that their stream has. All must be of one subject. What the
   * role may not look up counts as not stored: readers drop a second copy by its id.
   */
  async findStored(entries: readonly SentEntry[]): Promise<ReadonlySet<string>> {
    const [first] = entries;
    if (!first) return new Set();
    try {
      const windowMs = await this.#windowOf(first.stream);
      const old = entries.filter((entry) => this.#isForgotten(entry, windowMs));
      if (old.length === 0) return new Set();
      const read = this.#last.then(() => this.#search(old));
      this.#last = read.catch(() => {});
      return await read;
    } catch (error) {
      const noStream = isMessagingError(error) && error.apiCode === apiCodes.streamNotFound;
      if (noStream || isMessagingError(error, 'denied')) return new Set();
      throw error;
    }
  }

  async #windowOf(stream: string): Promise<number> {
    const known = this.#windows.get(stream);
    if (known !== undefined) return known;
    const { config } = await getStreamInfo(this.#options.ask, stream);
    const windowMs = (config.duplicate_window ?? 0) / 1e6;
    this.#windows.set(stream, windowMs);
    return windowMs;
  }

  #isForgotten({ firstSentAt }: SentEntry, windowMs: number): boolean {
    const age = this.#options.clock.now() - firstSentAt;
    // A time in the future is one of a clock that was set back: nobody knows how old it is.
    return age < 0 || age >= windowMs - WINDOW_MARGIN_MS;
  }

  async #search(entries: readonly SentEntry[]): Promise<ReadonlySet<string>> {
    const { ask, driver: present, clock, makeName } = this.#options;
    const driver = present();
    const [first] = entries;
    if (!driver || !first) throw new MessagingError('offline', 'There is no connection now.');
    const times = entries.map(({ firstSentAt }) => firstSentAt);
    const since = times.reduce((earliest, time) => Math.min(earliest, time));
    const { stream, subject } = first;
    const open = async (time: number | null) => {
      const name = makeName();
      const start = time === null ? { kind: 'all' as const } : { kind: 'time' as const, time };
      const { pending, createdAt } = await createConsumer(ask, stream, name, subject, start);
      return { name, pending, aheadMs: createdAt === null ? 0 : createdAt - clock.now() };
    };
    const known = times.every((time) => time <= clock.now());
    // A clock that was set back meanwhile tells nothing about when that was.
    let reader = await open(known ? since - START_MARGIN_MS : null);
    if (known && reader.aheadMs < -START_MARGIN_MS / 2) {
      deleteConsumer(driver, stream, reader.name);
      reader = await open(since - START_MARGIN_MS + reader.aheadMs);
    }
    return this.#read(driver, reader, entries);
  }

  #read(
    driver: Driver,
    reader: { readonly name: string; readonly pending: number },
    entries: readonly SentEntry[],
  ): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    const [first] = entries;
    if (!first) return Promise.resolve(found);
    const { stream, subject } = first;
    const wanted = new Set(entries.map(({ messageId }) => messageId));
    if (reader.pending === 0) {
      deleteConsumer(driver, stream, reader.name);
      return Promise.resolve(found);
    }
    return new Promise((resolve, reject) => {
      const finish = () => {
        stop();
        resolve(found);
      };
      const stop = pullMessages({
        driver,
        clock: this.#options.clock,
        stream,
        name: reader.name,
        inbox: `${this.#options.inboxPrefix}.${reader.name}`,
        onInbound: this.#options.onInbound,
        onMessage: ({ body }, { pending }) => {
          const messageId = `${eventId(body) ?? ''}:${subject}`;
          if (wanted.has(messageId)) found.add(messageId);
          if (pending === 0 || found.size === wanted.size) finish();
        },
        onIdle: finish,
        onBroken: reject,
      });
      this.#abort = (error) => {
        stop();
        reject(error);
      };
    });
  }
}

function eventId(body: Uint8Array): string | null {
  const event = tryDecodeJson(body);
  const known = typeof event === 'object' && event !== null && 'id' in event;
  return known && typeof event.id === 'string' ? event.id : null;
}
