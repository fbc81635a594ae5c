import * as z from 'zod/mini';
import { encodeJson } from '../catalog/codec.ts';
import type { ClientInternals } from '../clientInternals.ts';
import type { Driver, DriverMessage } from '../connection/driver.ts';
import { MessagingError } from '../errors.ts';
import { callApi, nanoseconds, parsePosition, type StoredPosition } from './jetstream.ts';
import { type ConsumerStart, startConfig } from './pullConsumer.ts';

/** The server answers a pull that finds nothing by itself; this is for the way there and back. */
const PULL_SLACK_MS = 5_000;
const ACK_TIMEOUT_MS = 2_000;

/** A message that was delivered to this worker alone, until its time is up. */
export interface TakenMessage extends StoredPosition {
  /** Where it was published. */
  readonly subject: string;
  readonly body: Uint8Array;
  readonly headers: DriverMessage['headers'];
  /** Where this delivery is settled; it still counts after a restart. */
  readonly receipt: string;
}

export interface DurableSettings {
  readonly filter: string;
  /** A message that is not settled within this time is handed out again. */
  readonly ackWaitMs: number;
  /** Messages that are handed out and not settled, over all workers. */
  readonly maxPending: number;
  /** Counts when the consumer is made. */
  readonly start: ConsumerStart;
}

/** How a worker settles what it has taken. */
const ackBodies = {
  /** In progress: the time begins again. */
  working: '+WPI',
  done: '+ACK',
  /** Hand it out again. */
  again: '-NAK',
  /** It is not to be delivered again. */
  never: '+TERM',
} as const;
export type AckType = keyof typeof ackBodies;

const consumerInfo = z.looseObject({
  delivered: z.looseObject({ consumer_seq: z.number(), stream_seq: z.number() }),
});
export type DurableInfo = z.infer<typeof consumerInfo>;

/**
 * A named pull consumer that stays on the server and hands each message to one worker, again until
 * one of them says that it is done. All methods throw MessagingError 'offline' | 'timeout' |
 * 'denied' | 'no-responders' | 'jetstream'.
 */
export class DurableConsumer {
  readonly #link: ClientInternals;
  readonly #stream: string;
  readonly #name: string;

  constructor(link: ClientInternals, stream: string, name: string) {
    this.#link = link;
    this.#stream = stream;
    this.#name = name;
  }

  /**
   * Creates it, or brings it up to date. It never gives up by itself: a message that the server
   * stopped handing out would wait for ever, unseen.
   */
  async ensure({ filter, ackWaitMs, maxPending, start }: DurableSettings): Promise<DurableInfo> {
    const config = {
      name: this.#name,
      durable_name: this.#name,
      ...startConfig(start),
      ack_policy: 'explicit',
      ack_wait: nanoseconds(ackWaitMs),
      max_deliver: -1,
      max_ack_pending: maxPending,
      filter_subject: filter,
      replay_policy: 'instant',
    };
    const path = `CONSUMER.CREATE.${this.#stream}.${this.#name}.${filter}`;
    const request = { stream_name: this.#stream, config };
    return callApi(this.#link.ask, path, request, consumerInfo);
  }

  /**
   * Takes the next message; null if none came within `waitMs`.
   * @param lost ends the wait: a connection that is gone brings nothing any more
   */
  async take(waitMs: number, lost: AbortSignal): Promise<TakenMessage | null> {
    const message = await this.#pull(waitMs, lost);
    if (!message || message.status === 404 || message.status === 408) return null;
    if (message.status === 503) {
      throw new MessagingError('no-responders', 'The consumer is not there.');
    }
    const position = parsePosition(message.reply);
    if (message.status !== undefined || message.reply === undefined || !position) {
      throw new MessagingError('jetstream', `The consumer answered: ${message.statusText}.`);
    }
    const { subject, body, headers, reply: receipt } = message;
    return { ...position, subject, body, headers, receipt };
  }

  /** No ordinary request: a message that is handed out keeps the subject it was stored under. */
  #pull(waitMs: number, lost: AbortSignal): Promise<DriverMessage | null> {
    const { clock, newInbox } = this.#link;
    const driver = this.#link.driver();
    if (!driver) throw new MessagingError('offline', 'There is no connection now.');
    if (lost.aborted) return Promise.resolve(null);
    return new Promise((resolve, reject) => {
      const inbox = newInbox();
      const undos: (() => void)[] = [];
      let isOver = false;
      const end = () => {
        isOver = true;
        for (const undo of undos.splice(0)) undo();
      };
      const giveUp = () => {
        end();
        resolve(null);
      };
      const onMessage = (message: DriverMessage) => {
        // Handed to a worker that has gone: another one is to have it at once.
        if (isOver) giveBack(driver, message);
        end();
        resolve(message);
      };
      lost.addEventListener('abort', giveUp);
      undos.push(
        () => lost.removeEventListener('abort', giveUp),
        clock.after(waitMs + PULL_SLACK_MS, giveUp),
      );
      try {
        undos.push(driver.subscribe(inbox, onMessage, { drains: true }));
        const subject = `$JS.API.CONSUMER.MSG.NEXT.${this.#stream}.${this.#name}`;
        const request = { batch: 1, expires: nanoseconds(waitMs) };
        this.#link.send(subject, encodeJson(request), inbox);
      } catch (error) {
        end();
        reject(error);
      }
    });
  }

  info(): Promise<DurableInfo> {
    const path = `CONSUMER.INFO.${this.#stream}.${this.#name}`;
    return callApi(this.#link.ask, path, undefined, consumerInfo);
  }
}

function giveBack(driver: Driver, { reply, status }: DriverMessage): void {
  if (reply === undefined || status !== undefined) return;
  try {
    driver.publish(reply, new TextEncoder().encode(ackBodies.again));
  } catch {
    // The connection is gone; it is handed out again in its time.
  }
}

/**
 * Resolves when the server has taken note.
 * @param delayMs before it is handed out again
 */
export async function settleMessage(
  { ask }: Pick<ClientInternals, 'ask'>,
  receipt: string,
  ackType: AckType,
  delayMs = 0,
): Promise<void> {
  const delay = delayMs > 0 ? ` ${JSON.stringify({ delay: nanoseconds(delayMs) })}` : '';
  const body = new TextEncoder().encode(`${ackBodies[ackType]}${delay}`);
  await ask(receipt, body, ACK_TIMEOUT_MS);
}
