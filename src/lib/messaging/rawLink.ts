import type { MessagingClient, Unsubscribe } from './types.ts';
import type { Clock } from './clock.ts';
import type { Driver, DriverMessage } from './connection/driver.ts';
import { MessagingError } from './errors.ts';
import type { CountLater } from './subscribe/eventReceiver.ts';
import type { Ask } from './history/jetstream.ts';

/**
 * The present connection outside the catalog: for those who look after streams and queues, and for
 * who needs no more than to know that something came. Not part of the client: most of it is beyond
 * the rights of a page.
 */
export interface RawLink {
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
  /** Tells that something came in: the link is alive. */
  readonly noteInbound: () => void;
  readonly clock: Clock;
  /** Picks valid events, each once, out of messages; the others are this client's to count. */
  newReceiver(): CountLater;
}

const links = new WeakMap<MessagingClient, RawLink>();

export function grantLink(client: MessagingClient, link: RawLink): void {
  links.set(client, link);
}

/** @throws MessagingError 'closed' for a client that createClient did not make. */
export function rawLinkOf(client: MessagingClient): RawLink {
  const link = links.get(client);
  if (!link) throw new MessagingError('closed', 'This client was not made by createClient.');
  return link;
}
