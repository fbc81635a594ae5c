import type { Catalog } from './catalog/catalog.ts';
import type { Clock } from './clock.ts';
import type { Driver, DriverMessage } from './connection/driver.ts';
import { MessagingError } from './errors.ts';
import type { Ask } from './history/jetstream.ts';
import type { CountLater } from './subscribe/eventReceiver.ts';
import type { MessagingClient, Unsubscribe } from './types.ts';

/**
 * A client's connection outside its catalog, for history pages and for the agent's streams and
 * queues. Not part of the client: most of it is beyond the rights of a page.
 */
export interface ClientInternals {
  readonly catalog: Catalog;
  readonly clock: Clock;
  readonly ask: Ask;
  /** @throws MessagingError 'offline' */
  send(subject: string, body: Uint8Array, reply?: string): void;
  /** Across reconnects. */
  listen(subject: string, handler: (message: DriverMessage) => void): Unsubscribe;
  /** A subject of this client's own to be answered on. */
  newInbox(): string;
  /** A name that nobody else uses, for a consumer. */
  readonly newName: () => string;
  /** The present connection, or null. */
  driver(): Driver | null;
  /** Something came in: the link is alive. */
  readonly noteInbound: () => void;
  /** Picks valid events, each once, out of messages; the others are this client's to count. */
  newReceiver(): CountLater;
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
