import * as z from 'zod/mini';
import { MessagingError } from '../../src/lib/messaging/index.ts';
import {
  type AckType,
  callApi,
  type ClientInternals,
  DurableConsumer,
  encodeJson,
  parsePosition,
  publishStored,
  settleMessage,
  type TakenMessage as Taken,
  tryDecodeJson,
} from '../../src/lib/messaging/internals.ts';
import { getStored } from './storedMessage.ts';

/** A message that waits in the queue, or that somebody has taken and not finished. */
export interface QueuedMessage {
  readonly seq: number;
  /** Undefined if the body is no JSON. */
  readonly value: unknown;
}

/** A message that was delivered to this worker alone, until its time is up. */
export interface TakenMessage extends QueuedMessage, Pick<Taken, 'subject' | 'body' | 'receipt'> {
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

  /** Creates the durable consumer, or brings it up to date. */
  async ensureReader({ name, filter, ackWaitMs, maxPending = 1 }: ReaderSettings): Promise<void> {
    const start = { kind: 'all' } as const;
    await this.#reader(name).ensure({ filter, ackWaitMs, maxPending, start });
  }

  /**
   * Takes the next message; null if none came within `waitMs`.
   * @param lost ends the wait: a connection that is gone brings nothing any more
   */
  async take(reader: string, waitMs: number, lost: AbortSignal): Promise<TakenMessage | null> {
    const taken = await this.#reader(reader).take(waitMs, lost);
    if (!taken) return null;
    const { streamSeq: seq, subject, body, receipt, deliveries } = taken;
    return {
      ...{ seq, subject, body, receipt, deliveries },
      get value() {
        return tryDecodeJson(body);
      },
    };
  }

  /** Resolves when the server has taken note. */
  settle(receipt: string, ackType: AckType): Promise<void> {
    return settleMessage(this.#link, receipt, ackType);
  }

  /** True if the message of this receipt was handed out again, or another one after it. */
  async isOutdated(reader: string, receipt: string): Promise<boolean> {
    const position = parsePosition(receipt);
    const { lastConsumerSeq } = await this.readerState(reader);
    return position === null || lastConsumerSeq > position.consumerSeq;
  }

  async readerState(reader: string): Promise<ReaderState> {
    const { delivered } = await this.#reader(reader).info();
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

  #reader(name: string): DurableConsumer {
    return new DurableConsumer(this.#link, this.#stream, name);
  }
}
