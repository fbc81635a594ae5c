import type { Catalog } from '../catalog/catalog.ts';
import { decodeEvent } from '../catalog/codec.ts';
import type { Commands } from '../catalog/commands.ts';
import { assertPattern, assertToken, narrow } from '../catalog/subjects.ts';
import { type ClientInternals, internalsOf } from '../clientInternals.ts';
import { isMessagingError, MessagingError } from '../errors.ts';
import type { Delivery, MessagingClient, Unsubscribe } from '../types.ts';
import {
  type AckType,
  DurableConsumer,
  settleMessage,
  type TakenMessage,
} from './durableConsumer.ts';
import type { ConsumerStart } from './pullConsumer.ts';

const ACK_WAIT_MS = 30_000;
const PULL_WAIT_MS = 20_000;
const RETRY_BASE_MS = 250;
const RETRY_MAX_MS = 30_000;

export interface ConsumeOptions {
  /** Of the consumer, which stays on the server; all who name it share the work. */
  readonly name: string;
  /** Events at a time; 1 if left out. */
  readonly atOnce?: number;
  /** A worker that is silent for so long is lost, and the event is handed out again; 30 s. */
  readonly ackWaitMs?: number;
  /** Where it begins when it is made for the first time; all that is stored, if left out. */
  readonly from?: 'all' | 'new';
  /** What keeps it from working; it goes on trying. */
  readonly onProblem?: (error: MessagingError) => void;
  /** A handler threw; the event is handed out again. */
  readonly onHandlerError?: (error: unknown) => void;
}

export type Consumed<Pattern extends string, C extends Catalog> = Delivery<Pattern, C> & {
  /** 1 when it is handed out for the first time. */
  readonly deliveries: number;
  /** Aborted when nothing is to be consumed any more. */
  readonly signal: AbortSignal;
};

/**
 * What becomes of an event: nothing or 'done' acknowledges it; 'again' redelivers it after a while;
 * 'never' ends its delivery. A handler that throws means 'again'.
 */
export type ConsumeResult = void | 'done' | 'never' | 'again' | { readonly againAfterMs: number };

/**
 * Works off the events of a stream with a durable consumer: each goes to one of all workers that use
 * its name, at least once, until one is done with it. What came while none was there waits. Events
 * that are not as the catalog says are counted and taken out.
 *
 *     const stop = consume(client, 'execution.purchase_order.*', { name: 'desk' }, async ({ event }) => {
 *       await book(event.payload);
 *     });
 *
 * @throws MessagingError 'invalid-token' unless one stream keeps the pattern and the name is a token
 */
export function consume<const Pattern extends string, C extends Catalog, K extends Commands>(
  client: MessagingClient<C, K>,
  pattern: Pattern,
  options: ConsumeOptions,
  handler: (consumed: Consumed<Pattern, C>) => ConsumeResult | Promise<ConsumeResult>,
): Unsubscribe {
  assertPattern(pattern);
  assertToken(options.name, 'name');
  const link = internalsOf(client);
  const [stream, ...others] = link.catalog.streamsFor(pattern);
  if (stream === undefined || others.length > 0) {
    throw new MessagingError('invalid-token', `No single stream keeps ${pattern}.`);
  }
  const [subject = pattern, ...more] = link.catalog.streamSubjects(stream, pattern);
  const consumption = new Consumption({
    ...{ link, stream, options },
    filter: more.length > 0 ? pattern : narrow(pattern, subject),
    handler: handler as (consumed: unknown) => ConsumeResult | Promise<ConsumeResult>,
  });
  return () => consumption.stop();
}

interface ConsumptionParts {
  readonly link: ClientInternals;
  readonly stream: string;
  readonly filter: string;
  readonly options: ConsumeOptions;
  readonly handler: (consumed: unknown) => ConsumeResult | Promise<ConsumeResult>;
}

class Consumption {
  readonly #parts: ConsumptionParts;
  readonly #consumer: DurableConsumer;
  readonly #stopped = new AbortController();
  /** Of the present connection. */
  #lost = new AbortController();
  #ensured: Promise<unknown> | null = null;
  readonly #stopListening: Unsubscribe;

  constructor(parts: ConsumptionParts) {
    this.#parts = parts;
    const { link, stream, options } = parts;
    this.#consumer = new DurableConsumer(link, stream, options.name);
    this.#stopListening = link.onLost(() => this.#reconnected());
    for (let worker = 0; worker < (options.atOnce ?? 1); worker++) void this.#work();
  }

  stop(): void {
    this.#stopped.abort();
    this.#stopListening();
    this.#reconnected();
  }

  /** The consumer is looked for again: the server may have lost its disk. */
  #reconnected(): void {
    this.#ensured = null;
    this.#lost.abort();
    this.#lost = new AbortController();
  }

  async #work(): Promise<void> {
    let failures = 0;
    while (!this.#stopped.signal.aborted) {
      try {
        this.#ensured ??= this.#ensure();
        await this.#ensured;
        if (this.#stopped.signal.aborted) return;
        const taken = await this.#consumer.take(PULL_WAIT_MS, this.#lost.signal);
        failures = 0;
        if (taken) await this.#handle(taken);
      } catch (error) {
        this.#ensured = null;
        this.#report(error);
        await this.#wait(Math.min(RETRY_MAX_MS, RETRY_BASE_MS * 2 ** failures));
        failures += 1;
      }
    }
  }

  #ensure(): Promise<unknown> {
    const { filter, options } = this.#parts;
    const start: ConsumerStart = { kind: options.from ?? 'all' };
    const { ackWaitMs = ACK_WAIT_MS, atOnce = 1 } = options;
    // Over all workers: one more must not wait for those that are there.
    const maxPending = Math.max(1_000, atOnce);
    return this.#consumer.ensure({ filter, ackWaitMs, maxPending, start });
  }

  async #handle(taken: TakenMessage): Promise<void> {
    const { link, handler, options } = this.#parts;
    const { subject, body, receipt, deliveries } = taken;
    const decoded = decodeEvent(link.catalog, subject, body, taken.headers);
    if (!decoded.ok) {
      link.metrics.invalid(subject, decoded.reason, decoded.detail, body, link.clock.now());
      await this.#settle(receipt, 'never');
      return;
    }
    const { streamSeq: seq, storedAt } = taken;
    const meta = { name: decoded.name, subject, seq, storedAt, replayed: false };
    const stopBeating = this.#beat(receipt);
    let result: ConsumeResult;
    try {
      const { signal } = this.#stopped;
      result = await handler({ event: decoded.event, meta, deliveries, signal });
    } catch (error) {
      options.onHandlerError?.(error);
      result = { againAfterMs: Math.min(RETRY_MAX_MS, RETRY_BASE_MS * 2 ** (deliveries - 1)) };
    } finally {
      stopBeating();
    }
    if (typeof result === 'object') await this.#settle(receipt, 'again', result.againAfterMs);
    else await this.#settle(receipt, result ?? 'done');
  }

  /** Says that the handler is still at it. */
  #beat(receipt: string): Unsubscribe {
    const { link, options } = this.#parts;
    let stopTimer = () => {};
    const next = () => {
      stopTimer = link.clock.after((options.ackWaitMs ?? ACK_WAIT_MS) / 3, () => {
        void this.#settle(receipt, 'working');
        next();
      });
    };
    next();
    return () => stopTimer();
  }

  /** What can't be settled is handed out again. */
  async #settle(receipt: string, ackType: AckType, delayMs?: number): Promise<void> {
    await settleMessage(this.#parts.link, receipt, ackType, delayMs).catch((error: unknown) =>
      this.#report(error),
    );
  }

  #report(error: unknown): void {
    if (this.#stopped.signal.aborted || isMessagingError(error, 'offline', 'closed')) return;
    if (isMessagingError(error)) this.#parts.options.onProblem?.(error);
    else this.#parts.options.onHandlerError?.(error);
  }

  /** Ends early with the next connection. */
  #wait(ms: number): Promise<void> {
    const { signal } = this.#lost;
    return new Promise((resolve) => {
      const done = () => {
        stopTimer();
        signal.removeEventListener('abort', done);
        resolve();
      };
      const stopTimer = this.#parts.link.clock.after(ms, done);
      signal.addEventListener('abort', done);
    });
  }
}
