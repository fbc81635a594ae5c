import type { ConnectionContext } from '../clientInternals.ts';
import type { DriverMessage } from '../connection/driver.ts';
import { MessagingError } from '../errors.ts';
import type { StoredPosition } from './jetstream.ts';
import {
  type ConsumerStart,
  createConsumer,
  deleteConsumer,
  type PullHandlers,
  pullMessages,
} from './pullConsumer.ts';

export interface ConsumerRequest {
  readonly stream: string;
  readonly filter: string;
  readonly start: ConsumerStart;
  readonly timeoutMs?: number;
}

export interface Consumer {
  readonly pending: number;
  /** By how much the server's clock is ahead of ours. */
  readonly aheadMs: number;
  pull(handlers: PullHandlers): () => void;
  close(): void;
}

/** @throws MessagingError 'offline' and what createConsumer throws */
export async function openConsumer(
  context: ConnectionContext,
  { stream, filter, start, timeoutMs }: ConsumerRequest,
): Promise<Consumer> {
  const { ask, clock } = context;
  const driver = context.driver();
  if (!driver) throw new MessagingError('offline', 'There is no connection now.');
  const name = context.newName();
  const askedAt = clock.now();
  const { pending, createdAt } = await createConsumer(ask, stream, name, filter, start, timeoutMs);
  return {
    pending,
    aheadMs: createdAt === null ? 0 : createdAt - (askedAt + clock.now()) / 2,
    pull: (handlers) =>
      pullMessages({ driver, clock, stream, name, inbox: context.newInbox(), ...handlers }),
    close: () => deleteConsumer(driver, stream, name),
  };
}

export interface ReadOptions {
  readonly batch?: number;
  readonly signal?: AbortSignal | undefined;
  readonly onMessage: (message: DriverMessage, position: StoredPosition) => 'more' | 'enough';
}

/**
 * Reads what waits for a consumer, and deletes it.
 * @returns false when `onMessage` has enough, true at the end of what is stored
 * @throws MessagingError 'offline' when the connection is lost, and the signal's reason
 */
export function readConsumer(
  context: ConnectionContext,
  consumer: Consumer,
  { batch, signal, onMessage }: ReadOptions,
): Promise<boolean> {
  if (consumer.pending === 0 || signal?.aborted === true) {
    consumer.close();
    return signal?.aborted === true ? Promise.reject(signal.reason) : Promise.resolve(true);
  }
  return new Promise((resolve, reject) => {
    const undos: (() => void)[] = [];
    const settle = (how: () => void) => {
      for (const undo of undos.splice(0)) undo();
      how();
    };
    const fail = (error: unknown) => settle(() => reject(error));
    const onAbort = () => fail(signal?.reason);
    signal?.addEventListener('abort', onAbort);
    undos.push(
      () => signal?.removeEventListener('abort', onAbort),
      // Undone after each page: a continuation on the connection's end would keep every page.
      context.onLost(() => fail(new MessagingError('offline', 'The connection was lost.'))),
    );
    try {
      undos.push(
        consumer.pull({
          ...(batch === undefined ? {} : { batch }),
          onMessage(message, position) {
            if (onMessage(message, position) === 'enough') settle(() => resolve(false));
            else if (position.pending === 0) settle(() => resolve(true));
          },
          onIdle: () => settle(() => resolve(true)),
          onBroken: fail,
        }),
      );
    } catch (error) {
      fail(error);
    }
  });
}
