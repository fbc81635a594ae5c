import type { Catalog } from '../catalog/catalog.ts';
import { defaultEnvelope, type EnvelopeLayout, idOf } from '../catalog/envelope.ts';
import { tryDecodeJson } from '../catalog/codec.ts';
import type { ConnectionContext } from '../clientInternals.ts';
import { isMessagingError } from '../errors.ts';
import { apiCodes, getStreamInfo } from '../history/jetstream.ts';
import { openConsumer, readConsumer } from '../history/readConsumer.ts';
import type { SentEntry } from './subjectQueue.ts';

/** The server must still remember a message id when the entry is sent after the check. */
const WINDOW_MARGIN_MS = 10_000;
/** The server's clock may be a little behind even after correction. */
const START_MARGIN_MS = 60_000;

type ReconcilerContext = ConnectionContext & { readonly catalog: Pick<Catalog, 'find'> };

/**
 * Finds out which entries their stream has already: within the duplicate window the server drops
 * repeats itself; after it, stored messages are searched for the events' ids.
 */
export class Reconciler {
  readonly #context: ReconcilerContext;
  /** Duplicate windows in milliseconds by stream, on this connection. */
  readonly #windows = new Map<string, number>();
  /** One reader at a time. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(context: ReconcilerContext) {
    this.#context = context;
  }

  /** The connection is another, or none. */
  reset(): void {
    this.#windows.clear();
  }

  /**
   * The ids that the stream has, of entries of one subject. What the role may not look up counts as
   * not stored: readers drop a second copy.
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
    const { config } = await getStreamInfo(this.#context.ask, stream);
    const windowMs = (config.duplicate_window ?? 0) / 1e6;
    this.#windows.set(stream, windowMs);
    return windowMs;
  }

  #isForgotten({ firstSentAt }: SentEntry, windowMs: number): boolean {
    const age = this.#context.clock.now() - firstSentAt;
    // A time in the future means that the clock was set back: the age is unknown.
    return age < 0 || age >= windowMs - WINDOW_MARGIN_MS;
  }

  async #search(entries: readonly SentEntry[]): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    const [first] = entries;
    if (!first) return found;
    const { stream, subject } = first;
    const now = this.#context.clock.now();
    const since = entries.reduce((least, entry) => Math.min(least, entry.firstSentAt), Infinity);
    const open = (time: number | null) =>
      openConsumer(this.#context, {
        stream,
        filter: subject,
        start: time === null ? { kind: 'all' } : { kind: 'time', time },
      });
    // After the clock was set back, the times are of no use.
    const known = entries.every(({ firstSentAt }) => firstSentAt <= now);
    let consumer = await open(known ? since - START_MARGIN_MS : null);
    if (known && consumer.aheadMs < -START_MARGIN_MS / 2) {
      consumer.close();
      consumer = await open(since - START_MARGIN_MS + consumer.aheadMs);
    }
    const event = this.#context.catalog.find(subject)?.entry.definition;
    // An earlier life of the outbox may have had other catalogs open.
    const layout = event?.envelope ?? defaultEnvelope;
    const wanted = new Set(entries.map(({ messageId }) => messageId));
    await readConsumer(this.#context, consumer, {
      onMessage({ body }) {
        const messageId = `${eventId(layout, body) ?? ''}:${subject}`;
        if (wanted.has(messageId)) found.add(messageId);
        return found.size === wanted.size ? 'enough' : 'more';
      },
    });
    return found;
  }
}

function eventId(layout: EnvelopeLayout, body: Uint8Array): string | undefined {
  const event = tryDecodeJson(body);
  return isRecord(event) ? idOf(layout, event) : undefined;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
