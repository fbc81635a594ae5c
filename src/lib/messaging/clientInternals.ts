import type { Clock } from './clock.ts';
import type { Driver, DriverMessage } from './connection/driver.ts';
import { MessagingError } from './errors.ts';
import type { Ask } from './history/jetstream.ts';
import type { ReceiverOptions } from './subscribe/eventReceiver.ts';
import type { MessagingClient, Unsubscribe } from './types.ts';

/** The present connection, for what reads streams. */
export interface ConnectionContext {
  readonly clock: Clock;
  readonly ask: Ask;
  /** The present connection, or null. */
  driver(): Driver | null;
  /** The present connection ended, or was replaced. */
  onLost(listener: () => void): Unsubscribe;
  /** A subject of this client's own to be answered on. */
  newInbox(): string;
  /** A unique name for a consumer. */
  newName(): string;
}

/**
 * What stands behind a client, for history pages and for the agent's streams and queues. Not part
 * of the client: most of it is beyond the rights of a page.
 */
export interface ClientInternals extends ConnectionContext, ReceiverOptions {
  /** @throws MessagingError 'offline' */
  send(subject: string, body: Uint8Array, reply?: string): void;
  /** Every message of a subject, also what a consumer delivers there; across reconnects. */
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
