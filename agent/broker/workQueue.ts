import * as z from 'zod/mini';
import type { DriverMessage } from '../../src/lib/messaging/index.ts';
import { MessagingError } from '../../src/lib/messaging/index.ts';
import {
  callApi,
  type ClientInternals,
  encodeJson,
  nanoseconds,
  parsePosition,
  publishStored,
  tryDecodeJson,
} from '../../src/lib/messaging/internals.ts';
import { getStored } from './storedMessage.ts';

/** The server answers a pull that finds nothing by itself; this is for the way there and back. */
const PULL_SLACK_MS = 5_000;
const ACK_TIMEOUT_MS = 2_000;

/** A message that waits in the queue, or that somebody has taken and not finished. */
export interface QueuedMessage {
  readonly seq: number;
  /** Undefined if the body is no JSON. */
  readonly value: unknown;
}

/** A message that was delivered to this worker alone, until its time is up. */
export interface TakenMessage extends QueuedMessage {
  /** Where it was published. */
  readonly subject: string;
  readonly body: Uint8Array;
  /** Where this delivery is settled; it still counts after a restart. */
  readonly receipt: string;
  /** 1 when it is handed out for the first time. */
  readonly deliveries: number;
}

export interface ReaderSettings {
  /** Of the durable consumer that all workers share. */
  readonly name: string;
  readonly filter: string;
  /** A message that is not settled within this time is handed out again. */
  readonly ackWaitMs: number;
  /** Messages that are handed out and not settled, over all workers; 1 if not given. */
  readonly maxPending?: number;
}

/** What the server has handed out last. */
export interface ReaderState {
  readonly lastStreamSeq: number;
  readonly lastConsumerSeq: number;
}

/** How a worker settles what it has taken. */
const ackBodies = {
  /** In progress: the time begins again. */
  working: '+WPI',
  done: '+ACK',
  /** Hand it out again at once. */
  again: '-NAK',
  /** Nobody will ever do it. */
  never: '+TERM',
} as const;
export type AckType = keyof typeof ackBodies;

const readerInfo = z.looseObject({
  delivered: z.looseObject({ consumer_seq: z.number(), stream_seq: z.number() }),
});
const success = z.looseObject({ success: z.literal(true) });

/**
 * A stream with work-queue retention: each message goes to one worker, and is gone when that says
 * so. All methods throw MessagingError 'offline' | 'timeout' | 'denied' | 'no-responders' |
 * 'jetstream'.
 */
export class WorkQueue {
  readonly #link: ClientInternals;
  readonly #stream: string;

  constructor(link: ClientInternals, stream: string) {
    this.#link = link;
    this.#stream = stream;
  }

  /** Stores a message. The same `messageId` twice stores it once. */
  async put(subject: string, value: unknown, messageId: string): Promise<void> {
    await publishStored(this.#link.ask, subject, encodeJson(value), messageId);
  }

  /**
   * Creates the durable consumer, or brings it up to date. It never gives up by itself: a message
   * that the server stopped handing out would wait for ever, unseen.
   */
  async ensureReader(settings: ReaderSettings): Promise<void> {
    const { name, filter, ackWaitMs, maxPending = 1 } = settings;
    const config = {
      name,
      durable_name: name,
      deliver_policy: 'all',
      ack_policy: 'explicit',
      ack_wait: nanoseconds(ackWaitMs),
      max_deliver: -1,
      max_ack_pending: maxPending,
      filter_subject: filter,
      replay_policy: 'instant',
    };
    const path = `CONSUMER.CREATE.${this.#stream}.${name}.${filter}`;
    await callApi(this.#link.ask, path, { stream_name: this.#stream, config }, readerInfo);
  }

  /**
   * Takes the next message; null if none came within `waitMs`.
   * @param lost ends the wait: a connection that is gone brings nothing any more
   */
  async take(reader: string, waitMs: number, lost: AbortSignal): Promise<TakenMessage | null> {
    const message = await this.#pull(reader, waitMs, lost);
    if (!message || message.status === 404 || message.status === 408) return null;
    if (message.status === 503) {
      throw new MessagingError('no-responders', 'The queue is not there.');
    }
    const position = parsePosition(message.reply);
    if (message.status !== undefined || message.reply === undefined || !position) {
      throw new MessagingError('jetstream', `The queue answered: ${message.statusText}.`);
    }
    const { subject, body } = message;
    return {
      seq: position.streamSeq,
      subject,
      body,
      get value() {
        return tryDecodeJson(body);
      },
      receipt: message.reply,
      deliveries: position.deliveries,
    };
  }

  /** No ordinary request: a message that is handed out keeps the subject it was stored under. */
  #pull(reader: string, waitMs: number, lost: AbortSignal): Promise<DriverMessage | null> {
    const inbox = this.#link.newInbox();
    return new Promise((resolve, reject) => {
      const settle = (message: DriverMessage | null) => {
        stop();
        clearTimeout(timer);
        lost.removeEventListener('abort', giveUp);
        resolve(message);
      };
      const giveUp = () => settle(null);
      const timer = setTimeout(giveUp, waitMs + PULL_SLACK_MS);
      const stop = this.#link.listen(inbox, settle);
      lost.addEventListener('abort', giveUp);
      try {
        const subject = `$JS.API.CONSUMER.MSG.NEXT.${this.#stream}.${reader}`;
        const request = { batch: 1, expires: nanoseconds(waitMs) };
        this.#link.send(subject, encodeJson(request), inbox);
      } catch (error) {
        reject(error);
        giveUp();
      }
    });
  }

  /** Resolves when the server has taken note. */
  async settle(receipt: string, ackType: AckType): Promise<void> {
    const body = new TextEncoder().encode(ackBodies[ackType]);
    await this.#link.ask(receipt, body, ACK_TIMEOUT_MS);
  }

  /** True if the message of this receipt was handed out again, or another one after it. */
  async isOutdated(reader: string, receipt: string): Promise<boolean> {
    const position = parsePosition(receipt);
    const { lastConsumerSeq } = await this.readerState(reader);
    return position === null || lastConsumerSeq > position.consumerSeq;
  }

  async readerState(reader: string): Promise<ReaderState> {
    const path = `CONSUMER.INFO.${this.#stream}.${reader}`;
    const { delivered } = await callApi(this.#link.ask, path, undefined, readerInfo);
    return { lastStreamSeq: delivered.stream_seq, lastConsumerSeq: delivered.consumer_seq };
  }

  /** Where the last delivery of a reader is settled, for a worker that is gone. */
  receiptOf(reader: string, streamSeq: number, state: ReaderState): string {
    return `$JS.ACK.${this.#stream}.${reader}.1.${streamSeq}.${state.lastConsumerSeq}.0.0`;
  }

  /** The first message of a subject with this sequence or a later one, taken or not. */
  find(subject: string, fromSeq: number): Promise<QueuedMessage | null> {
    return getStored(this.#link, this.#stream, { seq: fromSeq, next_by_subj: subject });
  }

  /** Deletes a consumer; what it had not handed out stays. */
  async removeReader(name: string): Promise<void> {
    try {
      await callApi(this.#link.ask, `CONSUMER.DELETE.${this.#stream}.${name}`, undefined, success);
    } catch (error) {
      if (!(error instanceof MessagingError) || error.code !== 'jetstream') throw error;
    }
  }

  /** Takes out all messages of a pattern. */
  async purge(pattern: string): Promise<void> {
    const request = { filter: pattern };
    await callApi(this.#link.ask, `STREAM.PURGE.${this.#stream}`, request, success);
  }

  /** Takes a message out: it is handed out no more. False if it has gone already. */
  async remove(seq: number): Promise<boolean> {
    const path = `STREAM.MSG.DELETE.${this.#stream}`;
    try {
      await callApi(this.#link.ask, path, { seq, no_erase: true }, success);
      return true;
    } catch (error) {
      if (error instanceof MessagingError && error.code === 'jetstream') return false;
      throw error;
    }
  }
}
