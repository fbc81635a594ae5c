import * as z from 'zod/mini';
import {
  type DriverMessage,
  type MessageHeaders,
  MessagingError,
} from '../../src/lib/messaging/index.ts';
import {
  apiCodes,
  callApi,
  type ClientInternals,
  encodeJson,
  nanoseconds,
  parsePosition,
} from '../../src/lib/messaging/internals.ts';

const BATCH = 200;
const PULL_MS = 30_000;
const HEARTBEAT_MS = 5_000;
/** Two missed heartbeats and a margin. */
const SILENCE_MS = 12_000;
/** The reader remembers what it has read; nothing is ever to be handed out again. */
const ACK_WAIT_MS = 3_600_000;

const consumerInfo = z.looseObject({ num_pending: z.number(), created: z.optional(z.string()) });
const consumerProgress = z.looseObject({
  num_pending: z.number(),
  delivered: z.looseObject({ consumer_seq: z.number() }),
});
const deleted = z.looseObject({ success: z.literal(true) });

/** A message in the order of its stream. */
export interface ReadMessage {
  readonly seq: number;
  /** When the server stored it, milliseconds since the epoch. */
  readonly at: number;
  readonly subject: string;
  readonly body: Uint8Array;
  readonly headers: (() => MessageHeaders) | undefined;
  /** Where it is acknowledged, with all before it. */
  readonly receipt: string;
}

export type ReadStart =
  | { readonly kind: 'seq'; readonly seq: number }
  | { readonly kind: 'time'; readonly time: number };

export interface DurableReaderOptions {
  readonly stream: string;
  /** One token; the consumer stays on the server, so that operators see how far it is. */
  readonly name: string;
  /** Null reads the whole stream. */
  readonly filter: string | null;
  readonly start: ReadStart;
  /** Called when there is more to take, nothing more to wait for, or an error. */
  readonly onChange: () => void;
}

/**
 * Reads a stream in order through a durable consumer that only one process reads at a time. It
 * begins where it is asked to: the reader, not the server, knows what it has done. Asks for more
 * only when all was taken.
 */
export class DurableReader {
  readonly stream: string;
  /** By how much the server's clock is ahead of ours. */
  readonly aheadMs: number;
  readonly #link: ClientInternals;
  readonly #options: DurableReaderOptions;
  readonly #inbox: string;
  readonly #stopListening: () => void;
  readonly #watch: NodeJS.Timeout;
  #waiting: ReadMessage[] = [];
  #next = 0;
  #pulls = 0;
  /** Messages that the present pull may still bring; 0 between pulls. */
  #awaited = 0;
  #lastConsumerSeq = 0;
  #lastSignOfLife = performance.now();
  #caughtUp: boolean;
  #error: Error | null = null;

  /** @throws MessagingError */
  static async open(link: ClientInternals, options: DurableReaderOptions): Promise<DurableReader> {
    const { stream, name, filter, start } = options;
    await removeDurable(link, stream, name);
    const config = {
      name,
      durable_name: name,
      ...(start.kind === 'seq'
        ? { deliver_policy: 'by_start_sequence', opt_start_seq: Math.max(1, start.seq) }
        : {
            deliver_policy: 'by_start_time',
            opt_start_time: new Date(start.time).toISOString(),
          }),
      ack_policy: 'all',
      ack_wait: nanoseconds(ACK_WAIT_MS),
      max_ack_pending: -1,
      replay_policy: 'instant',
      ...(filter === null ? {} : { filter_subject: filter }),
    };
    const path = `CONSUMER.CREATE.${stream}.${name}${filter === null ? '' : `.${filter}`}`;
    const askedAt = Date.now();
    const info = await callApi(link.ask, path, { stream_name: stream, config }, consumerInfo);
    const createdAt = Date.parse(info.created ?? '');
    const aheadMs = Number.isNaN(createdAt) ? 0 : createdAt - (askedAt + Date.now()) / 2;
    return new DurableReader(link, options, info.num_pending === 0, aheadMs);
  }

  private constructor(
    link: ClientInternals,
    options: DurableReaderOptions,
    isCaughtUp: boolean,
    aheadMs: number,
  ) {
    this.#link = link;
    this.#options = options;
    this.stream = options.stream;
    this.aheadMs = aheadMs;
    this.#caughtUp = isCaughtUp;
    this.#inbox = link.newInbox();
    this.#stopListening = link.listen(`${this.#inbox}.*`, (message) => this.#receive(message));
    this.#watch = setInterval(() => {
      if (performance.now() - this.#lastSignOfLife > SILENCE_MS) this.#fail('fell silent');
    }, HEARTBEAT_MS);
    this.#pull();
  }

  /** The next message without taking it; null if none is here. @throws what ended the reader */
  peek(): ReadMessage | null {
    if (this.#error) throw this.#error;
    return this.#waiting[this.#next] ?? null;
  }

  /** True if all that was stored when the server answered last is here. */
  get isCaughtUp(): boolean {
    return this.#caughtUp;
  }

  take(): void {
    this.#next += 1;
    if (this.#next < this.#waiting.length) return;
    this.#waiting = [];
    this.#next = 0;
    if (this.#awaited === 0) this.#pull();
  }

  /** Asks the server whether all that is stored by now has arrived here. @throws MessagingError */
  async hasAll(): Promise<boolean> {
    const path = `CONSUMER.INFO.${this.stream}.${this.#options.name}`;
    const { num_pending: pending, delivered: last } = await callApi(
      this.#link.ask,
      path,
      undefined,
      consumerProgress,
    );
    const isHere = pending === 0 && last.consumer_seq === this.#lastConsumerSeq;
    return isHere && this.peek() === null;
  }

  /** Notes on the server how far this reader is. */
  ack({ receipt }: ReadMessage): void {
    try {
      this.#link.send(receipt, new TextEncoder().encode('+ACK'));
    } catch {
      // Without a connection the next reader begins where this one has noted itself.
    }
  }

  /** The consumer stays. */
  close(): void {
    clearInterval(this.#watch);
    this.#stopListening();
    this.#error ??= new MessagingError('closed', 'The reader was closed.');
  }

  #pull(): void {
    if (this.#error) return;
    this.#pulls += 1;
    this.#awaited = BATCH;
    this.#lastSignOfLife = performance.now();
    const request = {
      batch: BATCH,
      expires: nanoseconds(PULL_MS),
      idle_heartbeat: nanoseconds(HEARTBEAT_MS),
    };
    const subject = `$JS.API.CONSUMER.MSG.NEXT.${this.stream}.${this.#options.name}`;
    try {
      this.#link.send(subject, encodeJson(request), `${this.#inbox}.${this.#pulls}`);
    } catch (error) {
      this.#fail(error instanceof Error ? error.message : String(error));
    }
  }

  #receive(message: DriverMessage): void {
    if (this.#error) return;
    this.#lastSignOfLife = performance.now();
    if (message.status !== undefined) {
      if (message.subject === `${this.#inbox}.${this.#pulls}`) this.#control(message);
      return;
    }
    const position = parsePosition(message.reply);
    if (!position || message.reply === undefined) return;
    if (position.consumerSeq !== this.#lastConsumerSeq + 1) return this.#fail('missed a message');
    this.#lastConsumerSeq = position.consumerSeq;
    this.#awaited = Math.max(0, this.#awaited - 1);
    this.#caughtUp = position.pending === 0;
    const { subject, body, headers, reply: receipt } = message;
    this.#waiting.push({
      ...{ seq: position.streamSeq, at: position.storedAt },
      ...{ subject, body, headers, receipt },
    });
    this.#options.onChange();
  }

  #control({ status, statusText }: DriverMessage): void {
    switch (status) {
      case 100:
        return;
      case 404:
      case 408:
        this.#awaited = 0;
        if (this.#waiting.length === 0) this.#pull();
        return;
      default:
        this.#fail(`was ended by the server: ${status} ${statusText}`);
    }
  }

  #fail(why: string): void {
    this.close();
    this.#error = new MessagingError('offline', `The reader of ${this.stream} ${why}.`);
    this.#options.onChange();
  }
}

/** Deletes a durable consumer; it is no error if there is none. @throws MessagingError */
export async function removeDurable(
  link: ClientInternals,
  stream: string,
  name: string,
): Promise<void> {
  try {
    await callApi(link.ask, `CONSUMER.DELETE.${stream}.${name}`, undefined, deleted);
  } catch (error) {
    if (error instanceof MessagingError && error.apiCode === apiCodes.consumerNotFound) return;
    throw error;
  }
}
