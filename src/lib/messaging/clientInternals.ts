import type { Clock } from './clock.ts';
import type { Driver, DriverMessage } from './connection/driver.ts';
import { MessagingError } from './errors.ts';
import type { Ask } from './history/jetstream.ts';
import type { ReceiverOptions } from './subscribe/eventReceiver.ts';
import type { MessagingClient, Unsubscribe } from './types.ts';

export interface ConnectionContext {
  readonly clock: Clock;
  readonly ask: Ask;
  driver(): Driver | null;
  /** Called when the present connection ends or is replaced. */
  onLost(listener: () => void): Unsubscribe;
  /** A reply subject of this client's own. */
  newInbox(): string;
  newName(): string;
}

/**
 * What stands behind a client, for history pages and the agent's streams and queues; most of it is
 * beyond the rights of a page.
 */
export interface ClientInternals extends ConnectionContext, ReceiverOptions {
  send(subject: string, body: Uint8Array, reply?: string): void;
  /** Every message of a subject, redirected ones too; across reconnects. */
  listen(subject: string, handler: (message: DriverMessage) => void): Unsubscribe;
}

/** A client of any catalog. */
export type AnyClient = Pick<MessagingClient, 'userId' | 'getState'>;

const internals = new WeakMap<AnyClient, ClientInternals>();

export function setInternals(client: AnyClient, value: ClientInternals): void {
  internals.set(client, value);
}

/** @throws MessagingError 'closed' for a client that createClient did not make. */
export function internalsOf(client: AnyClient): ClientInternals {
  const found = internals.get(client);
  if (!found) throw new MessagingError('closed', 'This client was not made by createClient.');
  return found;
}
